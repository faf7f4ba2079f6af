//! The links in an embedded database.

use std::{path::Path, sync::Arc};

use redb::{
    Database, ReadableDatabase, ReadableTable, ReadableTableMetadata, TableDefinition,
    backends::InMemoryBackend,
};
use telemetry_core::instrumented;

use crate::{
    error::StoreError,
    link::{Code, Link},
};

/// Code to address and hits.
const LINKS: TableDefinition<'_, u64, (&[u8], u64)> = TableDefinition::new("links");

/// Links of one page of the list.
pub(crate) const PAGE: usize = 256;

/// The links. Clones share them.
#[derive(Clone, Debug)]
pub(crate) struct Store(Arc<Database>);

#[instrumented]
impl Store {
    /// Opens the database in `file`, or makes one; without a file in memory.
    pub(crate) fn open(file: Option<&Path>) -> Result<Self, StoreError> {
        let database = match file {
            Some(file) => Database::create(file)?,
            None => Database::builder().create_with_backend(InMemoryBackend::new())?,
        };
        let transaction = database.begin_write()?;
        transaction.open_table(LINKS)?;
        transaction.commit()?;
        Ok(Self(Arc::new(database)))
    }

    /// A link to `url`, durable when this returns.
    pub(crate) fn create(&self, url: &str) -> Result<Link, StoreError> {
        let transaction = self.0.begin_write()?;
        let code = {
            let mut links = transaction.open_table(LINKS)?;
            let last = links.last()?.map_or(0, |(code, _)| code.value());
            let code = last.checked_add(1).ok_or(StoreError::Full)?;
            links.insert(code, (url.as_bytes(), 0))?;
            Code(code)
        };
        transaction.commit()?;
        Ok(Link { code, url: url.to_owned(), hits: 0 })
    }

    /// The link that `code` stands for.
    pub(crate) fn find(&self, code: Code) -> Result<Option<Link>, StoreError> {
        let links = self.0.begin_read()?.open_table(LINKS)?;
        links.get(code.0)?.map(|row| link(code.0, row.value())).transpose()
    }

    /// Removes a link; whether there was one.
    pub(crate) fn remove(&self, code: Code) -> Result<bool, StoreError> {
        let transaction = self.0.begin_write()?;
        let was_there = transaction.open_table(LINKS)?.remove(code.0)?.is_some();
        transaction.commit()?;
        Ok(was_there)
    }

    /// Up to [`PAGE`] links with codes from `from` on.
    pub(crate) fn page(&self, from: Code) -> Result<Vec<Link>, StoreError> {
        let links = self.0.begin_read()?.open_table(LINKS)?;
        let mut page = Vec::new();
        for row in links.range(from.0..)?.take(PAGE) {
            let (code, row) = row?;
            page.push(link(code.value(), row.value())?);
        }
        Ok(page)
    }

    /// Adds to the hits of links; those that are gone are left out.
    pub(crate) fn add_hits(
        &self,
        hits: impl IntoIterator<Item = (Code, u64)>,
    ) -> Result<(), StoreError> {
        let transaction = self.0.begin_write()?;
        {
            let mut links = transaction.open_table(LINKS)?;
            for (code, more) in hits {
                let Some(mut known) = links.get(code.0)?.map(|row| {
                    let (url, hits) = row.value();
                    (url.to_vec(), hits)
                }) else {
                    continue;
                };
                known.1 = known.1.saturating_add(more);
                links.insert(code.0, (known.0.as_slice(), known.1))?;
            }
        }
        transaction.commit()?;
        Ok(())
    }

    /// How many links there are.
    pub(crate) fn count(&self) -> Result<u64, StoreError> {
        Ok(self.0.begin_read()?.open_table(LINKS)?.len()?)
    }
}

fn link(code: u64, (url, hits): (&[u8], u64)) -> Result<Link, StoreError> {
    let url = str::from_utf8(url).map_err(|_| StoreError::Corrupt)?;
    Ok(Link { code: Code(code), url: url.to_owned(), hits })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_kept_counted_listed_and_removed() {
        let store = Store::open(None).expect("memory");
        let first = store.create("https://example.org/").expect("a link");
        let second = store.create("https://example.net/").expect("a link");
        store.add_hits([(second.code, 3), (Code(99), 1)]).expect("it is written");
        let found = store.find(second.code).expect("an answer").expect("it is there");
        assert_eq!((found.url.as_str(), found.hits), ("https://example.net/", 3));
        assert_eq!(store.page(Code(0)).expect("a page"), [first.clone(), found.clone()]);
        assert_eq!(store.page(Code(first.code.0 + 1)).expect("a page"), [found]);
        assert!(store.remove(first.code).expect("an answer"));
        assert!(!store.remove(first.code).expect("an answer"));
        assert_eq!(store.count().expect("an answer"), 1);
    }
}
