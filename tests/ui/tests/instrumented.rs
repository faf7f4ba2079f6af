//! `#[instrumented]` and the recording macros: what they say of their own arguments,
//! and that the compiler says of the user's code what it would say without them.
//!
//! The messages belong to the compiler of `rust-toolchain.toml`; refresh them with
//! `TRYBUILD=overwrite cargo test -p telemetry-ui-tests --test instrumented`.

use std::{collections::BTreeMap, fs, path::Path};

#[test]
fn mistakes_are_explained_and_lints_are_kept() {
    trybuild::TestCases::new().compile_fail("cases/instrumented/fail/*.rs");
}

/// Each `same_*.rs` holds its mistakes twice, once under the attribute in a function
/// of the same name plus `_instrumented`: each message must be there twice.
#[test]
fn a_mistake_has_the_same_code_and_message_with_and_without_the_attribute() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases/instrumented/fail");
    let mut checked = 0;
    for entry in fs::read_dir(folder).expect("the folder exists") {
        let path = entry.expect("an entry is readable").path();
        let name = path.file_name().expect("a file has a name").to_string_lossy().into_owned();
        if !name.starts_with("same_") || path.extension().is_none_or(|e| e != "stderr") {
            continue;
        }
        let text = fs::read_to_string(&path).expect("the messages are there");
        let mut times = BTreeMap::new();
        for line in text.lines().filter(|line| line.starts_with("error")) {
            let mistake = line.replace("_instrumented", "");
            *times.entry(mistake).or_insert(0) += 1;
        }
        assert!(times.values().all(|times| times % 2 == 0), "{name}: {times:#?}");
        checked += 1;
    }
    assert!(checked >= 11, "{checked} files");
}
