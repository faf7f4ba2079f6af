//! A folder for the files of one test.

use std::path::Path;

/// A folder of this test's own, removed at the end.
pub(crate) struct Folder(tempfile::TempDir);

impl Folder {
    pub(crate) fn new(name: &str) -> Self {
        let folder = tempfile::Builder::new().prefix(&format!("telemetry-{name}-")).tempdir();
        Self(folder.expect("the temporary folder is writable"))
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }
}
