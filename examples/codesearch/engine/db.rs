//! The index as a database: open, commit, look up.

use std::{fs::File, path::Path};

use redb::{
    Database, ReadOnlyTable, ReadTransaction, ReadableDatabase, ReadableTable, TableHandle,
    backends::FileBackend,
};
use telemetry_core::{instrumented, scope};

use super::{
    error::DbError,
    segment::Segment,
    tables::{DOCUMENTS, NO_TEXT, PATHS, POSTINGS, Row, STATISTICS, Statistics, TEXTS, Tables},
};

/// The version of the tables' layout and of the tokenizer's rules.
pub(super) const FORMAT: u64 = 1;
const FORMAT_NAME: &[u8] = b"codesearch format";

/// Bytes of pages that `redb` keeps in memory.
const CACHE_BYTES: usize = 256 << 20;

/// An index in a file. Share it between threads by reference.
#[derive(Debug)]
pub(crate) struct Db {
    store: Database,
}

/// What a commit did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Committed {
    /// Documents stored.
    pub(crate) documents: usize,
    /// How many of them took the place of an older text.
    pub(crate) replaced: usize,
}

#[instrumented]
impl Db {
    /// Opens the index at `path`, or makes one if there is no file or an empty one.
    /// Every page of an existing file is checked before it is trusted.
    ///
    /// # Errors
    ///
    /// If the file cannot be used or is not an index; then its contents stay.
    pub(crate) fn open(path: &Path) -> Result<Self, DbError> {
        let mut builder = Database::builder();
        builder.set_cache_size(CACHE_BYTES).set_check_integrity_on_open(true);
        Self::prepare(builder.create(path)?)
    }

    /// An index in a file without a name, which is gone when the process is.
    ///
    /// # Errors
    ///
    /// If the system's folder for temporary files cannot be used.
    pub(crate) fn temporary() -> Result<Self, DbError> {
        let file: File = tempfile::tempfile().map_err(redb::StorageError::Io)?;
        let mut builder = Database::builder();
        Self::prepare(
            builder.set_cache_size(CACHE_BYTES).create_with_backend(FileBackend::new(file)?)?,
        )
    }

    #[instrumented(skip)]
    fn prepare(store: Database) -> Result<Self, DbError> {
        let reader = store.begin_read()?;
        let tables: Vec<String> = reader.list_tables()?.map(|t| t.name().to_owned()).collect();
        if tables.is_empty() {
            let transaction = store.begin_write()?;
            Tables::open(&transaction)?.statistics.insert(FORMAT_NAME, FORMAT)?;
            transaction.commit()?;
        } else if tables.iter().any(|name| name == STATISTICS.name()) {
            let statistics =
                reader.open_table(STATISTICS).map_err(|_other_types| DbError::Foreign)?;
            match statistics.get(FORMAT_NAME)?.map(|found| found.value()) {
                Some(FORMAT) => {}
                Some(found) => return Err(DbError::Format { found }),
                None => return Err(DbError::Foreign),
            }
        } else {
            return Err(DbError::Foreign);
        }
        Ok(Self { store })
    }

    /// Stores a segment in one transaction, in place of what is there under the
    /// same paths. Waits while another thread commits. After it returns, the
    /// documents survive a crash; before, none of them is seen by anyone.
    ///
    /// # Errors
    ///
    /// If the store fails; then nothing is changed.
    pub(crate) fn commit(&self, segment: Segment) -> Result<Committed, DbError> {
        let (documents, blocks) = segment.into_parts();
        let transaction = {
            let _others = scope!("commit.wait");
            self.store.begin_write()?
        };
        let mut tables = Tables::open(&transaction)?;
        let mut statistics = Statistics::read(&tables.statistics)?;
        let mut replaced = 0;
        let first = u32::try_from(statistics.next).map_err(|_| DbError::Full)?;
        for (number, document) in (first..).zip(&documents) {
            replaced += usize::from(tables.remove(&document.path, &mut statistics)?);
            let row = (&document.path[..], first, document.length, document.fingerprint);
            tables.documents.insert(number, row)?;
            tables.texts.insert(number, document.text.as_bytes())?;
            tables.paths.insert(&document.path[..], number)?;
            statistics.terms += u64::from(document.length);
            statistics.bytes += document.text.len() as u64;
        }
        for (term, block) in blocks {
            tables.postings.insert((term.as_bytes(), first), &block[..])?;
        }
        statistics.documents += documents.len() as u64;
        statistics.next += documents.len() as u64;
        statistics.write(&mut tables.statistics)?;
        drop(tables);
        let _sync = scope!("commit.sync");
        transaction.commit()?;
        Ok(Committed { documents: documents.len(), replaced })
    }

    /// The index as it is after the last commit, whatever is committed later.
    ///
    /// # Errors
    ///
    /// If the store fails.
    pub(super) fn view(&self) -> Result<View, DbError> {
        let transaction: ReadTransaction = self.store.begin_read()?;
        Ok(View {
            statistics: transaction.open_table(STATISTICS)?,
            documents: transaction.open_table(DOCUMENTS)?,
            texts: transaction.open_table(TEXTS)?,
            paths: transaction.open_table(PATHS)?,
            postings: transaction.open_table(POSTINGS)?,
        })
    }

    /// The numbers of the whole index.
    ///
    /// # Errors
    ///
    /// If the store fails.
    pub(crate) fn statistics(&self) -> Result<Statistics, DbError> {
        Statistics::read(&self.view()?.statistics)
    }

    /// The fingerprint of the text that is stored for `path`.
    ///
    /// # Errors
    ///
    /// If the store fails.
    pub(crate) fn fingerprint(&self, path: &[u8]) -> Result<Option<u64>, DbError> {
        let view = self.view()?;
        let Some(number) = view.paths.get(path)? else { return Ok(None) };
        Ok(view.documents.get(number.value())?.map(|row| row.value().3))
    }

    /// The text of the first document from `number` on, for a caller that wants
    /// any text; none in an empty index.
    ///
    /// # Errors
    ///
    /// If the store fails.
    pub(crate) fn text_near(&self, number: u32) -> Result<Option<String>, DbError> {
        let view = self.view()?;
        let found = match view.texts.range(number..)?.next() {
            Some(found) => Some(found?),
            None => view.texts.first()?,
        };
        let Some((_, text)) = found else { return Ok(None) };
        Ok(Some(String::from_utf8(text.value().to_vec()).map_err(|_| NO_TEXT)?))
    }
}

/// All tables, open in one read transaction.
pub(super) struct View {
    pub(super) statistics: ReadOnlyTable<&'static [u8], u64>,
    pub(super) documents: ReadOnlyTable<u32, Row<'static>>,
    pub(super) texts: ReadOnlyTable<u32, &'static [u8]>,
    pub(super) paths: ReadOnlyTable<&'static [u8], u32>,
    pub(super) postings: ReadOnlyTable<(&'static [u8], u32), &'static [u8]>,
}
