//! A list of work that threads share.

use std::sync::atomic::{AtomicUsize, Ordering};

/// Hands out each item once.
#[derive(Debug)]
pub(super) struct Queue<'a, T> {
    items: &'a [T],
    next: AtomicUsize,
}

impl<'a, T> Queue<'a, T> {
    pub(super) fn new(items: &'a [T]) -> Self {
        Self { items, next: AtomicUsize::new(0) }
    }

    /// The next item, in order. Relaxed: the items themselves never change.
    pub(super) fn take(&self) -> Option<&'a T> {
        self.items.get(self.next.fetch_add(1, Ordering::Relaxed))
    }

    /// Hands out nothing more.
    pub(super) fn close(&self) {
        self.next.store(self.items.len(), Ordering::Relaxed);
    }
}
