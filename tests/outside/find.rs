//! Finding programs that tests need and the machine may not have.

use std::{env, path::PathBuf};

/// The path of `program`. Where it is not installed the test is skipped, with a
/// word about it; in CI that is a failure.
pub(crate) fn find(program: &str, package: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let found = env::split_paths(&path).map(|folder| folder.join(program)).find(|p| p.is_file());
    if found.is_none() {
        absent(program, package);
    }
    found
}

/// Says that `what` is missing, and panics in CI.
pub(crate) fn absent(what: &str, package: &str) {
    let message = format!("SKIPPED: no {what} here; install {package}");
    assert!(env::var_os("CI").is_none(), "{message}");
    eprintln!("{message}");
}
