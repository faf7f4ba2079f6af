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

use once_cell::race::OnceBox;

use crate::{anonymize::Anonymize, anonymizer::Anonymizer, tag::Tag};

/// A batch ends with the element that brings it to so many names,
const BATCH_NAMES: usize = 256;
/// or with this many elements.
const BATCH_ITEMS: usize = 1024;

/// Of one element that has more, the rest are hashed when it comes to them: a batch of
/// one takes 200 KiB at most.
const MOST_NAMES: usize = 4096;

/// The names in values, as far as the default rule hashes them, in the order in which
/// it does.
#[derive(Debug, Default)]
pub struct Names<'a>(Vec<&'a [u8]>);

impl<'a> Names<'a> {
    /// Adds the next one, unless there are enough.
    pub fn add(&mut self, name: &'a str) {
        if !self.is_full() {
            self.0.push(name.as_bytes());
        }
    }

    /// Whether no more are taken, so that nobody needs to look for them.
    pub(crate) fn is_full(&self) -> bool {
        self.0.len() >= MOST_NAMES
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

    /// No tags: it says that all below has been asked for names, and they are too few to
    /// gain anything.
    pub(crate) fn empty() -> Arc<Self> {
        // No lock, which a thread that is not in a forked child could hold.
        static EMPTY: OnceBox<Arc<Ahead>> = OnceBox::new();
        let empty = || Box::new(Arc::new(Self { tags: Vec::new(), next: AtomicUsize::new(0) }));
        Arc::clone(EMPTY.get_or_init(empty))
    }

    /// The tag of `name`, if it is the next one.
    pub(crate) fn take(&self, name: &[u8]) -> Option<Tag> {
        let next = self.next.load(Relaxed);
        let Taken { address, length, tag } = self.tags.get(next)?;
        if *address != name.as_ptr().addr() || *length != name.len() {
            return None;
        }
        self.claim(next).then_some(*tag)
    }

    /// Goes on from `next`, unless another thread that was lent the anonymizer did, or
    /// the row was closed meanwhile.
    fn claim(&self, next: usize) -> bool {
        self.next.compare_exchange(next, next + 1, Relaxed, Relaxed).is_ok()
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
        self.ahead = Some(self.anonymizer.ahead(&names));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::LEAST_AHEAD;

    fn names(count: usize) -> Vec<String> {
        (0..count).map(|n| n.to_string()).collect()
    }

    fn told(names: &[String]) -> Names<'_> {
        let mut told = Names::default();
        for name in names {
            told.add(name);
        }
        told
    }

    #[test]
    fn who_was_about_to_take_a_tag_does_not_open_a_closed_row() {
        let names = names(LEAST_AHEAD);
        let (_, row) = Anonymizer::new().ahead(&told(&names));
        assert!(row.take(names[0].as_bytes()).is_some());
        let next = row.next.load(Relaxed);
        row.close();
        assert!(!row.claim(next));
        assert!(names.iter().all(|name| row.take(name.as_bytes()).is_none()));
    }

    #[test]
    fn a_tag_is_taken_once() {
        let names = names(LEAST_AHEAD);
        let (_, row) = Anonymizer::new().ahead(&told(&names));
        assert!(row.claim(0) && !row.claim(0));
    }

    #[test]
    fn the_names_of_one_element_are_bounded_and_the_rest_still_hashed() {
        let names = vec![names(MOST_NAMES + 100)];
        let mut told = Names::default();
        names.names_ahead(&mut told);
        assert_eq!(told.as_slice().len(), MOST_NAMES);
        let anonymizer = Anonymizer::new();
        let sealed = anonymizer.seal(&names);
        assert!(names[0].iter().zip(&sealed[0]).all(|(name, tag)| *tag == anonymizer.name(name)));
    }

    /// Counts how often it is asked for its names.
    struct Asked(Vec<Asked>, Arc<AtomicUsize>);

    impl Anonymize for Asked {
        const HAS_NAMES: bool = true;

        fn anonymize_with(&self, anonymizer: &Anonymizer) -> Self {
            Self(self.0.anonymize_with(anonymizer), Arc::clone(&self.1))
        }

        fn names_ahead<'a>(&'a self, names: &mut Names<'a>) {
            self.1.fetch_add(1, Relaxed);
            self.0.names_ahead(names);
        }
    }

    #[test]
    fn lists_in_lists_are_asked_once_even_if_they_have_few_names() {
        let count = Arc::new(AtomicUsize::new(0));
        let mut nested = Asked(Vec::new(), Arc::clone(&count));
        for _ in 0..50 {
            nested = Asked(vec![nested], Arc::clone(&count));
        }
        let _ = vec![nested].anonymize();
        assert_eq!(count.load(Relaxed), 51);
    }
}
