//! Names that are hashed before they are asked for, many at once.
//!
//! A hash of one name keeps a processor waiting for itself; of sixteen, side by side,
//! each costs a quarter. But a report is anonymized field by field. So a list first asks
//! the elements of a batch for their names ([`Anonymize::names_ahead`]), hashes them all, and
//! lays the tags out in that order; the elements are then anonymized as ever, and where
//! the next name is the one that is next in the row, its tag is taken from there. A
//! value that tells of no names, or of others, loses time by that and nothing else.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering::Relaxed},
};

use crate::{anonymize::Anonymize, anonymizer::Anonymizer, tag::Tag};

/// A batch ends with the element that brings it to so many names,
const BATCH_NAMES: usize = 256;
/// or with this many elements.
const BATCH_ITEMS: usize = 1024;

/// The names in values, as far as the default rule hashes them, in the order in which
/// it does.
#[derive(Debug, Default)]
pub struct Names<'a>(Vec<&'a [u8]>);

impl<'a> Names<'a> {
    /// Adds the next one.
    pub fn add(&mut self, name: &'a str) {
        self.0.push(name.as_bytes());
    }

    pub(crate) fn as_slice(&self) -> &[&'a [u8]] {
        &self.0
    }
}

/// The tags of a batch.
pub(crate) struct Ahead {
    tags: Vec<Taken>,
    next: AtomicUsize,
}

/// A tag, and where its name is: borrowed by the batch, so that nothing else is there.
struct Taken {
    address: usize,
    length: usize,
    tag: Tag,
}

impl Ahead {
    pub(crate) fn new(names: &Names<'_>, tags: Vec<Tag>) -> Self {
        let taken = |(name, tag): (&&[u8], Tag)| Taken {
            address: name.as_ptr().addr(),
            length: name.len(),
            tag,
        };
        let tags = names.0.iter().zip(tags).map(taken).collect();
        Self { tags, next: AtomicUsize::new(0) }
    }

    /// The tag of `name`, if it is the next one.
    pub(crate) fn take(&self, name: &[u8]) -> Option<Tag> {
        let next = self.next.load(Relaxed);
        let Taken { address, length, tag } = self.tags.get(next)?;
        if *address != name.as_ptr().addr() || *length != name.len() {
            return None;
        }
        self.next.store(next + 1, Relaxed);
        Some(*tag)
    }

    /// Gives no tag any more: the names are no longer borrowed.
    fn close(&self) {
        self.next.store(usize::MAX, Relaxed);
    }
}

/// Anonymizes a list batch by batch, element by element.
pub(crate) struct Batches<'a, T, I> {
    items: I,
    anonymizer: Anonymizer,
    batch: std::vec::IntoIter<&'a T>,
    /// The same with the tags of the batch.
    ahead: Option<(Anonymizer, Arc<Ahead>)>,
}

impl<'a, T: Anonymize, I: Iterator<Item = &'a T>> Batches<'a, T, I> {
    pub(crate) fn new(items: I, anonymizer: &Anonymizer) -> Self {
        Self { items, anonymizer: anonymizer.clone(), batch: Vec::new().into_iter(), ahead: None }
    }

    /// The next batch.
    fn refill(&mut self) {
        self.close();
        let mut names = Names::default();
        let mut batch = Vec::new();
        while names.0.len() < BATCH_NAMES && batch.len() < BATCH_ITEMS {
            let Some(item) = self.items.next() else { break };
            item.names_ahead(&mut names);
            batch.push(item);
        }
        self.ahead = self.anonymizer.ahead(&names);
        self.batch = batch.into_iter();
    }
}

impl<T, I> Batches<'_, T, I> {
    fn close(&mut self) {
        if let Some((_, ahead)) = self.ahead.take() {
            ahead.close();
        }
    }
}

impl<'a, T: Anonymize, I: Iterator<Item = &'a T>> Iterator for Batches<'a, T, I> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        if self.batch.len() == 0 {
            self.refill();
        }
        let anonymizer = self.ahead.as_ref().map_or(&self.anonymizer, |(anonymizer, _)| anonymizer);
        self.batch.next().map(|item| item.anonymize_with(anonymizer))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let (here, (least, most)) = (self.batch.len(), self.items.size_hint());
        (here + least, most.and_then(|most| most.checked_add(here)))
    }
}

/// The elements may be gone next.
impl<T, I> Drop for Batches<'_, T, I> {
    fn drop(&mut self) {
        self.close();
    }
}
