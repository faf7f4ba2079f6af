//! The sections of the report that are this program's own.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use serde::Serialize;
use telemetry_core::Anonymize;

use super::super::{
    engine::tables::Statistics,
    files::{fault::Kind, walk::Listing},
    workload::{load::Load, tally::Tally},
};

/// What is in the index.
#[derive(Clone, Debug, Default, Serialize, Anonymize)]
pub(crate) struct IndexReport {
    /// Documents in the index.
    documents: u64,
    /// Bytes of their text.
    #[anonymize(class)]
    text_bytes: u64,
    /// Terms of all documents, counted each time they occur.
    terms: u64,
    /// Where the documents are from: crates, in the default run.
    #[anonymize(level = 2)]
    collections: Vec<CollectionReport>,
}

/// The files of one folder just below a root.
#[derive(Clone, Debug, Serialize, Anonymize)]
pub(crate) struct CollectionReport {
    /// The name of the folder.
    name: String,
    /// Files found in it.
    files: u64,
}

/// What became of the files.
#[derive(Clone, Debug, Default, Serialize, Anonymize)]
pub(crate) struct IntakeReport {
    /// Stored in the index.
    indexed: u64,
    /// In the index already, with the same text.
    unchanged: u64,
    /// Left out: the system did not let them be read.
    unreadable: u64,
    /// Left out: larger than allowed.
    too_large: u64,
    /// Left out: binary.
    binary: u64,
    /// Left out: text in another encoding.
    not_utf8: u64,
    /// Left out: beyond the limit on all files together.
    beyond_limit: u64,
}

/// What the load was.
#[derive(Clone, Debug, Default, Serialize, Anonymize)]
pub(crate) struct LoadReport {
    /// Searches answered.
    searches: u64,
    /// Of them, those that found nothing.
    unmatched: u64,
    /// Questions that held no word.
    rejected: u64,
    /// Documents stored again meanwhile.
    rewritten: u64,
}

impl IndexReport {
    pub(crate) fn new(statistics: &Statistics, roots: &[PathBuf], listing: &Listing) -> Self {
        Self {
            documents: statistics.documents,
            text_bytes: statistics.bytes,
            terms: statistics.terms,
            collections: collections(roots, &listing.files),
        }
    }
}

fn collections(roots: &[PathBuf], files: &[PathBuf]) -> Vec<CollectionReport> {
    let mut found: BTreeMap<String, u64> = BTreeMap::new();
    for file in files {
        *found.entry(collection(roots, file)).or_default() += 1;
    }
    found.into_iter().map(|(name, files)| CollectionReport { name, files }).collect()
}

/// The name of the folder below the root that `file` is in; `.` for the root.
fn collection(roots: &[PathBuf], file: &Path) -> String {
    let below = roots.iter().find_map(|root| file.strip_prefix(root).ok()).unwrap_or(file);
    let mut parts = below.components();
    let first = parts.next().map(|part| part.as_os_str().to_string_lossy().into_owned());
    first.filter(|_| parts.next().is_some()).unwrap_or_else(|| ".".to_owned())
}

impl IntakeReport {
    pub(crate) fn new(tally: &Tally, listing: &Listing) -> Self {
        let faults = |kind| tally.faults(kind) as u64;
        Self {
            indexed: tally.indexed as u64,
            unchanged: tally.unchanged as u64,
            unreadable: faults(Kind::Unreadable),
            too_large: faults(Kind::TooLarge),
            binary: faults(Kind::Binary),
            not_utf8: faults(Kind::NotUtf8),
            beyond_limit: listing.beyond_limit as u64,
        }
    }
}

impl LoadReport {
    pub(crate) fn new(load: &Load) -> Self {
        let Load { answered, unmatched, rejected, rewritten } = load;
        Self {
            searches: *answered,
            unmatched: *unmatched,
            rejected: *rejected,
            rewritten: rewritten.indexed as u64,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_counted_by_the_folder_below_the_root() {
        let files = ["/r/a/1", "/r/a/b/2", "/r/c/3", "/r/4"].map(PathBuf::from);
        let found = collections(&["/r".into()], &files);
        let found: Vec<_> = found.iter().map(|c| (c.name.as_str(), c.files)).collect();
        assert_eq!(found, [(".", 1), ("a", 2), ("c", 1)]);
    }
}
