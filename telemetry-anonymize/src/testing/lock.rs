//! Files under version control that are compared with the types.

use std::{env, fmt::Write as _, fs, path::Path};

use crate::manifest::{ACCEPT, Entry, Manifest};

/// Panics with the difference if `manifest` is not what the lock file at `path`
/// says; writes the file instead when `TELEMETRY_LOCK=accept` is set. What is kept
/// although words can be in it, and nothing argues why not here, no lock accepts.
///
/// # Panics
///
/// If they differ, the file cannot be read or written, or text is kept without a
/// `free_text` beside its reason.
#[track_caller]
pub fn assert_lock(manifest: &Manifest, path: impl AsRef<Path>) {
    let path = path.as_ref();
    let unargued = unargued(manifest);
    assert!(unargued.is_empty(), "{unargued}{WAY_OUT}");
    if accepted(path, &manifest.lock()) {
        return;
    }
    let locked = fs::read_to_string(path).unwrap_or_default();
    if let Err(error) = manifest.check_lock(&locked) {
        panic!("{}: {error}", path.display());
    }
}

const WAY_OUT: &str = "\
say on the field why no name, address or words can be in it: \
`#[anonymize(keep, reason = \"…\", free_text = \"…\")]`; \
or leave `keep` away, so that each part has its own policy; \
a type of yours tells its form with `#[derive(Anonymize)]`";

/// A line for each value that is kept without an argument.
fn unargued(manifest: &Manifest) -> String {
    let mut lines = String::new();
    for entry in manifest.unargued() {
        let Entry { path, type_name, .. } = entry;
        writeln!(lines, "`{path}` is kept, and `{type_name}` can hold anybody's words")
            .expect("a string takes all text");
    }
    lines
}

/// The same for a generated page or schema: any difference fails.
///
/// # Panics
///
/// If they differ, or the file cannot be read or written.
#[track_caller]
pub fn assert_page(page: &str, path: impl AsRef<Path>) {
    let path = path.as_ref();
    if accepted(path, page) {
        return;
    }
    let written = fs::read_to_string(path).unwrap_or_default();
    assert!(
        written == page,
        "{} is not what the types generate; write it with: {ACCEPT}=accept cargo test",
        path.display()
    );
}

/// Writes the file if the environment says so.
fn accepted(path: &Path, text: &str) -> bool {
    let accept = env::var_os(ACCEPT).is_some_and(|value| value == "accept");
    if accept {
        fs::write(path, text).expect("an accepted file can be written");
    }
    accept
}
