//! A copy of a program.

use std::path::Path;

/// Copies the program `from` to `to`, so that it can be run at once.
///
/// On Unix another process does it: a child that another test forks while this one
/// writes would have the copy open for writing, and no system runs such a file.
pub(crate) fn copy_program(from: &Path, to: &Path) {
    #[cfg(unix)]
    {
        let status = std::process::Command::new("cp").args([from, to]).status();
        assert!(status.expect("there is a cp").success(), "{} is not writable", to.display());
    }
    #[cfg(not(unix))]
    std::fs::copy(from, to).expect("the copy is writable");
}
