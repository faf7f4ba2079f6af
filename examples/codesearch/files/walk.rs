//! All files under some folders, in a fixed order, up to a number of bytes.

use std::{
    collections::HashSet,
    ffi::OsStr,
    fs, io,
    path::{Path, PathBuf},
};

use telemetry_core::instrumented;

use super::fault::{Cause, Fault};

/// What is under the roots.
#[derive(Debug, Default)]
pub(crate) struct Listing {
    /// Files to read, in the order of their paths, each once.
    pub(crate) files: Vec<PathBuf>,
    /// The sum of the sizes of those that are not too large.
    pub(crate) bytes: u64,
    /// Files left out because the limit was reached.
    pub(crate) beyond_limit: usize,
    /// Folders below the roots that could not be read.
    pub(crate) faults: Vec<Fault>,
    /// Roots under which there is no file.
    pub(crate) empty_roots: Vec<PathBuf>,
}

/// How much to take in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// Of all files together.
    pub(crate) total_bytes: u64,
    /// Of one file. Larger ones are listed, for reading them to fail, but do not
    /// use up the total.
    pub(crate) file_bytes: u64,
}

/// Lists the files under `roots`, but leaves out those that do not fit into the
/// total.
///
/// Hidden folders, folders named `target` and symbolic links are passed over,
/// unless they are roots themselves; a root may be a file.
///
/// # Errors
///
/// If a root itself cannot be read.
#[instrumented]
pub(crate) fn walk(roots: &[PathBuf], limits: Limits) -> Result<Listing, Fault> {
    let mut listing = Listing::default();
    let mut seen = HashSet::new();
    for root in roots {
        let mut found = Vec::new();
        list_root(root, &mut found, &mut listing.faults)
            .map_err(|error| Fault::new(root, Cause::Unreadable(error)))?;
        if found.is_empty() {
            listing.empty_roots.push(root.clone());
        }
        for (path, bytes) in found {
            if seen.insert(path.clone()) {
                listing.take(path, bytes, limits);
            }
        }
    }
    Ok(listing)
}

impl Listing {
    fn take(&mut self, path: PathBuf, bytes: u64, limits: Limits) {
        let counted = if bytes > limits.file_bytes { 0 } else { bytes };
        if self.bytes.saturating_add(counted) > limits.total_bytes {
            self.beyond_limit += 1;
        } else {
            self.bytes += counted;
            self.files.push(path);
        }
    }
}

type Sized = (PathBuf, u64);

fn list_root(root: &Path, found: &mut Vec<Sized>, faults: &mut Vec<Fault>) -> io::Result<()> {
    let facts = fs::metadata(root)?;
    if facts.is_dir() {
        list(root, found, faults)
    } else {
        found.push((root.to_owned(), facts.len()));
        Ok(())
    }
}

fn list(folder: &Path, found: &mut Vec<Sized>, faults: &mut Vec<Fault>) -> io::Result<()> {
    let mut entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        let outcome = entry.file_type().and_then(|kind| {
            if kind.is_dir() && !is_passed_over(&entry.file_name()) {
                list(&path, found, faults)
            } else if kind.is_file() {
                entry.metadata().map(|facts| found.push((path.clone(), facts.len())))
            } else {
                Ok(())
            }
        });
        if let Err(error) = outcome {
            faults.push(Fault::new(&path, Cause::Unreadable(error)));
        }
    }
    Ok(())
}

fn is_passed_over(folder: &OsStr) -> bool {
    folder == "target" || folder.as_encoded_bytes().starts_with(b".")
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: Limits = Limits { total_bytes: 1000, file_bytes: 1000 };

    fn tree(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "12345").unwrap();
        }
        folder
    }

    fn names(listing: &Listing, folder: &Path) -> Vec<String> {
        let name = |path: &PathBuf| path.strip_prefix(folder).unwrap().display().to_string();
        listing.files.iter().map(name).collect()
    }

    #[test]
    fn files_come_in_order_without_hidden_and_built_ones() {
        let folder = tree(&["b/2.rs", "b/1.rs", "a.rs", ".git/x", "target/x", "b/.keep"]);
        let listing = walk(&[folder.path().to_owned()], ALL).unwrap();
        assert_eq!(names(&listing, folder.path()), ["a.rs", "b/.keep", "b/1.rs", "b/2.rs"]);
        assert_eq!(listing.bytes, 20);
    }

    #[test]
    fn the_limit_leaves_files_out_and_says_how_many() {
        let folder = tree(&["1", "2", "3", "4"]);
        let listing = walk(&[folder.path().to_owned()], Limits { total_bytes: 12, ..ALL }).unwrap();
        assert_eq!(names(&listing, folder.path()), ["1", "2"]);
        assert_eq!((listing.bytes, listing.beyond_limit), (10, 2));
    }

    #[test]
    fn a_file_that_is_too_large_is_listed_but_uses_nothing_up() {
        let folder = tree(&["2", "3"]);
        fs::write(folder.path().join("1"), [b'x'; 50]).unwrap();
        let limits = Limits { total_bytes: 10, file_bytes: 49 };
        let listing = walk(&[folder.path().to_owned()], limits).unwrap();
        assert_eq!(names(&listing, folder.path()), ["1", "2", "3"]);
        assert_eq!((listing.bytes, listing.beyond_limit), (10, 0));
    }

    #[test]
    fn a_file_under_two_roots_is_listed_once() {
        let folder = tree(&["a/1", "2"]);
        let roots = [folder.path().to_owned(), folder.path().join("a"), folder.path().join("2")];
        let listing = walk(&roots, ALL).unwrap();
        assert_eq!(names(&listing, folder.path()), ["2", "a/1"]);
    }

    #[test]
    fn an_empty_root_is_named_and_a_missing_one_is_an_error() {
        let folder = tree(&["full/1"]);
        let empty = folder.path().join("empty");
        fs::create_dir(&empty).unwrap();
        let listing = walk(&[empty.clone(), folder.path().join("full")], ALL).unwrap();
        assert_eq!((listing.empty_roots, listing.files.len()), (vec![empty], 1));
        let missing = folder.path().join("missing");
        let fault = walk(std::slice::from_ref(&missing), ALL).unwrap_err();
        assert!(fault.to_string().starts_with(&missing.display().to_string()), "{fault}");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_its_own_folder_is_not_followed() {
        let folder = tree(&["1"]);
        std::os::unix::fs::symlink(folder.path(), folder.path().join("loop")).unwrap();
        let listing = walk(&[folder.path().to_owned()], ALL).unwrap();
        assert_eq!(names(&listing, folder.path()), ["1"]);
    }

    #[test]
    fn a_deep_tree_is_walked_to_its_end() {
        let folder = tempfile::tempdir().unwrap();
        let deep = folder.path().join("d/".repeat(500));
        fs::create_dir_all(&deep).unwrap();
        fs::write(deep.join("leaf"), "").unwrap();
        assert_eq!(walk(&[folder.path().to_owned()], ALL).unwrap().files.len(), 1);
    }
}
