//! What this process sent, byte for byte.

use std::{
    collections::VecDeque,
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::upload::parcel::{Kind, Parcel};

/// Bytes of documents that are remembered; the oldest are forgotten first.
const MAX_BYTES: usize = 1 << 20;

/// Entries that are remembered.
const MAX_ENTRIES: usize = 256;

/// What became of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
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

/// The memory of what was sent.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    entries: VecDeque<LedgerEntry>,
}

impl Ledger {
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
}

fn unix_seconds() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_memory_of_what_was_sent_is_bounded_in_number_and_bytes() {
        let mut ledger = Ledger::default();
        for id in 0..2 * MAX_ENTRIES as u128 {
            ledger.note(&Parcel::of_bytes(id, b"{}"), Sent::Stored, Some(200));
        }
        assert_eq!(ledger.entries().count(), MAX_ENTRIES);
        for id in 1000..1010 {
            ledger.note(&Parcel::of_bytes(id, &vec![b' '; MAX_BYTES / 4]), Sent::Stored, None);
            assert!(ledger.bytes() <= MAX_BYTES);
        }
        assert_eq!(ledger.entries().last().map(|last| last.id().as_u128()), Some(1009));
    }

    #[test]
    fn a_retry_changes_its_entry() {
        let mut ledger = Ledger::default();
        ledger.note(&Parcel::of_bytes(1, b"{}"), Sent::Unknown, None);
        ledger.note(&Parcel::of_bytes(1, b"{}"), Sent::Stored, Some(201));
        let entries: Vec<_> = ledger.entries().collect();
        assert_eq!(entries.len(), 1);
        assert_eq!((entries[0].attempts(), entries[0].outcome()), (2, Sent::Stored));
    }
}
