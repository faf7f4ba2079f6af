//! A machine's files in a temporary folder.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process,
    sync::atomic::{AtomicUsize, Ordering},
};

use crate::report::system::root::Root;

/// A folder that stands for `/`; removed at the end.
pub(super) struct Fixture(PathBuf);

impl Fixture {
    pub(super) fn new() -> Self {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = env::temp_dir().join(format!("telemetry-machine-{}-{number}", process::id()));
        fs::create_dir_all(&path).expect("the temporary folder is writable");
        Self(path)
    }

    pub(super) fn root(&self) -> Root {
        Root::at(&self.0)
    }

    pub(super) fn file(&self, path: &str, text: &str) {
        let path = self.place(path);
        fs::write(path, text).expect("the folder is ours");
    }

    #[cfg(unix)]
    pub(super) fn link(&self, path: &str, target: &str) {
        let path = self.place(path);
        std::os::unix::fs::symlink(target, path).expect("the folder is ours");
    }

    fn place(&self, path: &str) -> PathBuf {
        let path = self.root().join(Path::new(path));
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("it is ours");
        path
    }
}

impl Drop for Fixture {
    fn drop(&mut self) {
        // Nobody reads a leftover in the temporary folder.
        drop(fs::remove_dir_all(&self.0));
    }
}
