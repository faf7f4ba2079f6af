//! Files under version control that are compared with the types.

use std::{env, fs, path::Path};

use crate::manifest::{ACCEPT, Manifest};

/// Panics with the difference if `manifest` is not what the lock file at `path`
/// says; writes the file instead when `TELEMETRY_LOCK=accept` is set.
///
/// # Panics
///
/// If they differ, or the file cannot be read or written.
#[track_caller]
pub fn assert_lock(manifest: &Manifest, path: impl AsRef<Path>) {
    let path = path.as_ref();
    if accepted(path, &manifest.lock()) {
        return;
    }
    let locked = fs::read_to_string(path).unwrap_or_default();
    if let Err(error) = manifest.check_lock(&locked) {
        panic!("{}: {error}", path.display());
    }
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
