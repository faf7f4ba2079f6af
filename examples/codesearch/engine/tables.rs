//! The tables of an index and what a row of each holds.
//!
//! Keys and values are bytes and integers only: `redb` would panic on a damaged
//! `str`, this program wants an error.

use redb::{ReadableTable, Table, TableDefinition, WriteTransaction};
use telemetry_core::instrumented;

use super::{
    error::DbError,
    postings::{self, Block, Posting},
    segment::each_document_term,
};

/// Facts about the whole index, by name.
pub(super) const STATISTICS: TableDefinition<'_, &[u8], u64> = TableDefinition::new("statistics");
/// Document number to path, number of the segment's first document, terms, fingerprint.
pub(super) const DOCUMENTS: TableDefinition<'_, u32, Row<'static>> =
    TableDefinition::new("documents");
/// Document number to text.
pub(super) const TEXTS: TableDefinition<'_, u32, &[u8]> = TableDefinition::new("texts");
/// Path to document number.
pub(super) const PATHS: TableDefinition<'_, &[u8], u32> = TableDefinition::new("paths");
/// Term and number of the segment's first document to a block of postings.
pub(super) const POSTINGS: TableDefinition<'_, (&[u8], u32), &[u8]> =
    TableDefinition::new("postings");

/// A row of [`DOCUMENTS`].
pub(super) type Row<'a> = (&'a [u8], u32, u32, u64);

pub(super) const BAD_BLOCK: DbError =
    DbError::Corrupt { table: "postings", expected: "a block of postings" };
pub(super) const NO_DOCUMENT: DbError =
    DbError::Corrupt { table: "documents", expected: "every document of the postings" };
pub(super) const NO_TEXT: DbError =
    DbError::Corrupt { table: "texts", expected: "the text of every document" };

/// The numbers that ranking and reports need.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Statistics {
    /// Documents in the index.
    pub(crate) documents: u64,
    /// Terms of all documents, counted each time they occur.
    pub(crate) terms: u64,
    /// Bytes of text of all documents.
    pub(crate) bytes: u64,
    /// The number that the next document gets.
    pub(crate) next: u64,
}

impl Statistics {
    pub(super) fn read(table: &impl ReadableTable<&'static [u8], u64>) -> Result<Self, DbError> {
        let read = |name: &str| -> Result<u64, DbError> {
            Ok(table.get(name.as_bytes())?.map_or(0, |value| value.value()))
        };
        let (documents, terms) = (read("documents")?, read("terms")?);
        Ok(Self { documents, terms, bytes: read("bytes")?, next: read("next")? })
    }

    pub(super) fn write(&self, table: &mut Table<'_, &'static [u8], u64>) -> Result<(), DbError> {
        let Self { documents, terms, bytes, next } = *self;
        for (name, value) in
            [("documents", documents), ("terms", terms), ("bytes", bytes), ("next", next)]
        {
            table.insert(name.as_bytes(), value)?;
        }
        Ok(())
    }
}

/// All tables, open in one write transaction.
pub(super) struct Tables<'txn> {
    pub(super) statistics: Table<'txn, &'static [u8], u64>,
    pub(super) documents: Table<'txn, u32, Row<'static>>,
    pub(super) texts: Table<'txn, u32, &'static [u8]>,
    pub(super) paths: Table<'txn, &'static [u8], u32>,
    pub(super) postings: Table<'txn, (&'static [u8], u32), &'static [u8]>,
}

impl<'txn> Tables<'txn> {
    pub(super) fn open(transaction: &'txn WriteTransaction) -> Result<Self, DbError> {
        Ok(Self {
            statistics: transaction.open_table(STATISTICS)?,
            documents: transaction.open_table(DOCUMENTS)?,
            texts: transaction.open_table(TEXTS)?,
            paths: transaction.open_table(PATHS)?,
            postings: transaction.open_table(POSTINGS)?,
        })
    }

    /// Takes the document at `path` out of every table, if there is one.
    #[instrumented]
    pub(super) fn remove(
        &mut self,
        path: &[u8],
        statistics: &mut Statistics,
    ) -> Result<bool, DbError> {
        let Some(number) = self.paths.remove(path)?.map(|found| found.value()) else {
            return Ok(false);
        };
        let row = self.documents.remove(number)?.ok_or(NO_DOCUMENT)?;
        let (_, segment, length, _) = row.value();
        drop(row);
        let text = self.texts.remove(number)?.ok_or(NO_TEXT)?.value().to_vec();
        let text = String::from_utf8(text).map_err(|_| NO_TEXT)?;
        let mut terms = Vec::new();
        each_document_term(path, &text, |term, _| terms.push(term.to_owned()));
        terms.sort_unstable();
        terms.dedup();
        for term in terms {
            self.remove_posting(term.as_bytes(), segment, number)?;
        }
        statistics.documents = statistics.documents.saturating_sub(1);
        statistics.terms = statistics.terms.saturating_sub(length.into());
        statistics.bytes = statistics.bytes.saturating_sub(text.len() as u64);
        Ok(true)
    }

    fn remove_posting(&mut self, term: &[u8], segment: u32, number: u32) -> Result<(), DbError> {
        let mut found = Vec::new();
        let block = self.postings.get((term, segment))?.ok_or(BAD_BLOCK)?;
        postings::decode(block.value(), segment, &mut found).ok_or(BAD_BLOCK)?;
        drop(block);
        let mut block = Block::default();
        for posting in found.into_iter().filter(|posting| posting.document != number) {
            block.push(Posting { document: posting.document - segment, ..posting });
        }
        match block.encode() {
            Some(bytes) => drop(self.postings.insert((term, segment), bytes.as_slice())?),
            None => drop(self.postings.remove((term, segment))?),
        }
        Ok(())
    }
}
