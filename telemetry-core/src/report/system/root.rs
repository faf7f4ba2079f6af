//! The files in which Linux describes the machine, under a root that a test can
//! set.

use std::{
    fs::{self, File},
    io::Read,
    path::{Path, PathBuf},
};

/// A file system root: `/`, or a test's copy of some machine's files.
#[derive(Clone, Debug)]
pub(super) struct Root(PathBuf);

/// No file that is read here is longer on any machine.
const MAX_BYTES: u64 = 1 << 20;

impl Root {
    pub(super) fn of_machine() -> Self {
        Self(PathBuf::from("/"))
    }

    #[cfg(test)]
    pub(super) fn at(path: &Path) -> Self {
        Self(path.to_owned())
    }

    /// The place of the absolute `path` under this root.
    pub(super) fn join(&self, path: impl AsRef<Path>) -> PathBuf {
        let path = path.as_ref();
        self.0.join(path.strip_prefix("/").unwrap_or(path))
    }

    /// The text at `path`; nothing if it cannot be read.
    pub(super) fn read(&self, path: impl AsRef<Path>) -> Option<String> {
        let mut text = String::new();
        File::open(self.join(path)).ok()?.take(MAX_BYTES).read_to_string(&mut text).ok()?;
        Some(text)
    }

    /// The number that is all of the text at `path`.
    pub(super) fn number(&self, path: impl AsRef<Path>) -> Option<u64> {
        self.read(path)?.trim().parse().ok()
    }

    pub(super) fn exists(&self, path: impl AsRef<Path>) -> bool {
        self.join(path).exists()
    }

    /// `path` with links resolved, as an absolute path under this root.
    pub(super) fn resolve(&self, path: impl AsRef<Path>) -> Option<PathBuf> {
        let resolved = fs::canonicalize(self.join(path)).ok()?;
        let root = fs::canonicalize(&self.0).ok()?;
        Some(Path::new("/").join(resolved.strip_prefix(root).ok()?))
    }

    /// Names of the entries of the directory `path`.
    pub(super) fn list(&self, path: impl AsRef<Path>) -> Vec<String> {
        let entries = fs::read_dir(self.join(path)).into_iter().flatten().flatten();
        entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
    }
}
