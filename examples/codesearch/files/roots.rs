//! Where to look when nobody says: source code that is on the machine anyway.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

/// The sources that cargo has fetched, one folder per registry; if there are
/// none, the workspace that this program was started in.
pub(crate) fn default_roots() -> Vec<PathBuf> {
    let home = env::var_os("CARGO_HOME")
        .filter(|home| !home.is_empty())
        .map(PathBuf::from)
        .or_else(|| env::home_dir().map(|home| home.join(".cargo")));
    let fetched = home.map(|home| fetched_sources(&home)).unwrap_or_default();
    if fetched.is_empty() { vec![workspace()] } else { fetched }
}

/// The registries under a cargo home that hold at least one crate, sorted.
fn fetched_sources(cargo_home: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(cargo_home.join("registry").join("src")) else {
        return Vec::new();
    };
    let holds_a_crate = |folder: &PathBuf| {
        fs::read_dir(folder).is_ok_and(|mut crates| crates.any(|found| found.is_ok()))
    };
    let mut found: Vec<PathBuf> =
        entries.flatten().map(|entry| entry.path()).filter(holds_a_crate).collect();
    found.sort();
    found
}

/// `cargo run` names the folder of the package; without cargo it is this one.
fn workspace() -> PathBuf {
    env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from("."), PathBuf::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_registries_that_hold_crates_count() {
        let home = tempfile::tempdir().unwrap();
        assert_eq!(fetched_sources(home.path()), Vec::<PathBuf>::new());
        let sources = home.path().join("registry/src");
        fs::create_dir_all(sources.join("empty")).unwrap();
        fs::write(sources.join("stray"), "").unwrap();
        assert_eq!(fetched_sources(home.path()), Vec::<PathBuf>::new());
        fs::create_dir_all(sources.join("b/crate-1.0.0")).unwrap();
        fs::create_dir_all(sources.join("a/crate-1.0.0")).unwrap();
        assert_eq!(fetched_sources(home.path()), [sources.join("a"), sources.join("b")]);
    }
}
