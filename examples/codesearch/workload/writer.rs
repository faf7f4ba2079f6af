//! One thread's way from files to commits.

use std::{mem, path::Path};

use telemetry_core::instrumented;

use super::{
    super::{
        engine::{
            db::Db,
            error::DbError,
            segment::{Segment, fingerprint},
        },
        files::source::read_source,
    },
    tally::Tally,
};

/// How a writer treats the files it is given.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Policy {
    /// Larger files are left out.
    pub(crate) file_bytes: u64,
    /// A segment is stored when its texts have this many bytes.
    pub(crate) segment_bytes: usize,
    /// Whether a file is stored again even if it did not change.
    pub(crate) rewrite: bool,
}

/// Reads files, inverts them, and stores a segment whenever it is full.
#[derive(Debug)]
pub(crate) struct Writer<'a> {
    db: &'a Db,
    policy: Policy,
    segment: Segment,
    tally: Tally,
}

impl<'a> Writer<'a> {
    pub(crate) fn new(db: &'a Db, policy: Policy) -> Self {
        Self { db, policy, segment: Segment::default(), tally: Tally::default() }
    }

    /// Takes the file at `path` in. A file that cannot be is counted, and is no
    /// error. Gives back how many bytes of text it had.
    ///
    /// # Errors
    ///
    /// If the index fails.
    #[instrumented]
    pub(crate) fn take(&mut self, path: &Path) -> Result<u64, DbError> {
        let text = match read_source(path, self.policy.file_bytes) {
            Ok(text) => text,
            Err(fault) => {
                self.tally.count_fault(&fault);
                return Ok(0);
            }
        };
        let bytes = text.len() as u64;
        let key = path.as_os_str().as_encoded_bytes();
        if !self.policy.rewrite && self.db.fingerprint(key)? == Some(fingerprint(&text)) {
            self.tally.unchanged += 1;
            return Ok(bytes);
        }
        if let Err(text) = self.segment.add(key, text) {
            self.commit()?;
            self.segment.add(key, text).expect("the new segment is empty");
        }
        if self.segment.bytes() >= self.policy.segment_bytes {
            self.commit()?;
        }
        Ok(bytes)
    }

    /// Stores what is left, and says what became of all files.
    ///
    /// # Errors
    ///
    /// If the index fails.
    pub(crate) fn finish(mut self) -> Result<Tally, DbError> {
        self.commit()?;
        Ok(self.tally)
    }

    fn commit(&mut self) -> Result<(), DbError> {
        if self.segment.documents() > 0 {
            let committed = self.db.commit(mem::take(&mut self.segment))?;
            self.tally.indexed += committed.documents;
        }
        Ok(())
    }
}
