//! What this process sent, byte for byte.

use std::{
    collections::VecDeque,
    fs,
    path::PathBuf,
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

use serde::Serialize;
use uuid::Uuid;

use crate::upload::parcel::{Kind, Parcel};

/// Bytes of documents that are remembered; the oldest are forgotten first.
const MAX_BYTES: usize = 1 << 20;

/// Entries that are remembered.
const MAX_ENTRIES: usize = 256;

/// Files that a ledger folder holds; the oldest are removed first.
const MAX_FILES: usize = 1000;

/// What became of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Sent {
    /// The receiver took it.
    Stored,
    /// It reached the receiver, which refused it.
    Refused,
    /// It was on its way when the attempt failed; the receiver may have it.
    Unknown,
}

/// One document that left this process, or may have.
#[derive(Clone, Debug, Serialize)]
pub struct LedgerEntry {
    kind: Kind,
    id: Uuid,
    unix_seconds: u64,
    attempts: u32,
    outcome: Sent,
    status: Option<u16>,
    bytes: usize,
    #[serde(skip)]
    json: Arc<[u8]>,
}

impl LedgerEntry {
    /// What the document is.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The document's id.
    pub fn id(&self) -> Uuid {
        self.id
    }

    /// When it was last on its way, in seconds since 1970.
    pub fn unix_seconds(&self) -> u64 {
        self.unix_seconds
    }

    /// How often it was on its way.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// What became of it.
    pub fn outcome(&self) -> Sent {
        self.outcome
    }

    /// The HTTP status of the answer, if there was one.
    pub fn status(&self) -> Option<u16> {
        self.status
    }

    /// The document as it was sent, before compression.
    pub fn json(&self) -> &[u8] {
        &self.json
    }
}

/// The memory of what was sent, and the operator's folder for it.
#[derive(Debug)]
pub(super) struct Ledger {
    entries: VecDeque<LedgerEntry>,
    folder: Option<PathBuf>,
}

impl Ledger {
    pub(super) fn new(folder: Option<PathBuf>) -> Self {
        Self { entries: VecDeque::new(), folder }
    }

    /// Remembers that `parcel` was on its way. A retry of the last one changes
    /// its entry.
    pub(super) fn note(&mut self, parcel: &Parcel, outcome: Sent, status: Option<u16>) {
        let earlier = self.entries.iter().position(|entry| entry.id == parcel.id());
        let attempts = earlier.and_then(|at| self.entries.remove(at)).map_or(0, |e| e.attempts);
        self.entries.push_back(LedgerEntry {
            kind: parcel.kind(),
            id: parcel.id(),
            unix_seconds: unix_seconds(),
            attempts: attempts + 1,
            outcome,
            status,
            bytes: parcel.json().len(),
            json: Arc::clone(parcel.json()),
        });
        while self.entries.len() > MAX_ENTRIES || self.bytes() > MAX_BYTES && self.entries.len() > 1
        {
            self.entries.pop_front();
        }
    }

    /// Oldest first.
    pub(super) fn entries(&self) -> impl DoubleEndedIterator<Item = &LedgerEntry> {
        self.entries.iter()
    }

    fn bytes(&self) -> usize {
        self.entries.iter().map(|entry| entry.bytes).sum()
    }

    /// The operator's own copy, if one was asked for: written before it leaves.
    pub(super) fn write(&self, parcel: &Parcel) {
        let Some(folder) = &self.folder else { return };
        let name = format!("{}-{}.json", unix_seconds(), parcel.id());
        let written =
            fs::create_dir_all(folder).and_then(|()| fs::write(folder.join(name), parcel.json()));
        if let Err(error) = written {
            log::debug!(target: super::TARGET, "the ledger folder cannot be written: {error}");
        }
        self.thin_out();
    }

    /// Removes the oldest of our files, by their names, beyond [`MAX_FILES`].
    fn thin_out(&self) {
        let Some(Ok(folder)) = self.folder.as_ref().map(fs::read_dir) else { return };
        let mut ours: Vec<_> = folder
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| {
                let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
                stem.split_once('-').is_some_and(|(_, id)| Uuid::try_parse(id).is_ok())
            })
            .collect();
        ours.sort_unstable();
        let surplus = ours.len().saturating_sub(MAX_FILES);
        // A file that cannot be removed is tried again the next time.
        ours.iter().take(surplus).for_each(|path| _ = fs::remove_file(path));
    }
}

fn unix_seconds() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}
