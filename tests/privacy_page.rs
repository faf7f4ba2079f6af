//! `docs/privacy.md` rests on tests that there are.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// The names of all tests, and of the files that hold some.
fn tests(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            tests(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).expect("the source is readable");
            let mut lines = text.lines().map(str::trim);
            while let Some(line) = lines.next() {
                let is_test = line.starts_with("#[test]") || line.starts_with("proptest!");
                let next = lines.clone().find_map(|line| line.strip_prefix("fn "));
                let name = next.filter(|_| is_test).and_then(|next| next.split(['(', '<']).next());
                found.extend(name.map(str::to_owned));
            }
            let is_file_of_tests = text.contains("#[test]") || text.contains("proptest!");
            let stem = path.file_stem().filter(|_| is_file_of_tests);
            found.extend(stem.map(|stem| stem.to_string_lossy().into_owned()));
        }
    }
}

/// What stands between backticks and is spelled like a test: words with `_`.
fn named(page: &str) -> Vec<&str> {
    let is_name = |text: &&str| {
        text.contains('_')
            && text.bytes().all(|b| b.is_ascii_lowercase() || b"_0123456789".contains(&b))
    };
    page.split('`').skip(1).step_by(2).filter(is_name).collect()
}

#[test]
fn every_test_that_the_privacy_page_names_exists() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(root.join("docs/privacy.md")).expect("the page is there");
    let mut found = BTreeSet::new();
    for folder in ["tests", "examples", "telemetry-anonymize", "telemetry-core"] {
        tests(&root.join(folder), &mut found);
    }
    let names = named(&page);
    assert!(names.len() > 30, "{names:?}");
    let missing: Vec<_> = names.into_iter().filter(|name| !found.contains(*name)).collect();
    assert!(missing.is_empty(), "no such tests: {missing:?}");
}
