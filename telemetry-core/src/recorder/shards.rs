//! All shards of one callsite: one for each living thread that called it, and
//! one of several writers for the calls of threads that ended or are ending.
#![expect(unsafe_code, reason = "shards are linked by pointer")]

use std::ptr::{self, NonNull};

use once_cell::race::OnceRef;
use parking_lot::Mutex;

use crate::{
    recorder::{
        memory,
        shard::{Shard, Totals},
    },
    sync::Ordering,
};

/// All shards of one callsite. Far from the cache line that every call reads: the lock is
/// written by every snapshot.
pub(crate) struct Shards {
    /// The first of the living threads' shards. The lock is taken when a thread
    /// first calls the callsite, when it ends, and by snapshots.
    live: Mutex<Head>,
    /// Allocated when the first thread ends; never freed.
    shared: OnceRef<'static, Shard>,
}

struct Head(*mut Shard);

// SAFETY: the pointer names shards, whose fields are all atomics.
unsafe impl Send for Head {}

impl Shards {
    pub(crate) const fn new() -> Self {
        Self { live: Mutex::new(Head(ptr::null_mut())), shared: OnceRef::new() }
    }

    /// The shard of several writers.
    pub(crate) fn shared(&self) -> &'static Shard {
        memory::publish(&self.shared, Shard::allocate, Shard::free)
    }

    /// A new shard for the calling thread, to be given back to
    /// [`Shards::retire`] when the thread ends.
    pub(crate) fn attach(&self) -> NonNull<Shard> {
        let shard = Shard::allocate();
        let mut head = self.live.lock();
        // SAFETY: just allocated, and zeroed memory is a valid shard.
        unsafe { shard.as_ref() }.next.store(head.0, Ordering::Relaxed);
        // SAFETY: shards in the list are freed only after they were unlinked
        // under the lock that is held here.
        if let Some(first) = unsafe { head.0.as_ref() } {
            first.previous.store(shard.as_ptr(), Ordering::Relaxed);
        }
        head.0 = shard.as_ptr();
        shard
    }

    /// Adds the shard of a thread that ends to the shared one and frees it.
    ///
    /// # Safety
    ///
    /// `shard` came from [`Shards::attach`] of the same callsite, and its thread
    /// uses it no more.
    pub(crate) unsafe fn retire(&self, shard: NonNull<Shard>) {
        let shared = self.shared();
        let mut head = self.live.lock();
        // SAFETY: it is alive until the end of this function.
        let this = unsafe { shard.as_ref() };
        let next = this.next.load(Ordering::Relaxed);
        let previous = this.previous.load(Ordering::Relaxed);
        // SAFETY: neighbours are in the list, hence alive while the lock is held.
        if let Some(next) = unsafe { next.as_ref() } {
            next.previous.store(previous, Ordering::Relaxed);
        }
        // SAFETY: as above.
        match unsafe { previous.as_ref() } {
            Some(previous) => previous.next.store(next, Ordering::Relaxed),
            None => head.0 = next,
        }
        // Under the lock, so that a snapshot sees the counts in one of the two.
        this.fold_into(shared);
        drop(head);
        // SAFETY: the owner gave it up, and readers find it only in the list.
        unsafe { Shard::free(shard) };
    }

    /// Puts the sum of all shards into `totals`: first every end, then every start.
    pub(crate) fn read(&self, totals: &mut Totals) {
        totals.clear();
        let head = self.live.lock();
        for shard in self.each(&head) {
            shard.read_ends(totals);
        }
        for shard in self.each(&head) {
            shard.read_starts(totals);
        }
    }

    fn each<'a>(&'a self, head: &'a Head) -> impl Iterator<Item = &'a Shard> {
        let shared = self.shared.get();
        // SAFETY: the borrowed head stands for the held lock, under which no
        // shard of the list is freed.
        let first = unsafe { head.0.as_ref() };
        let live = std::iter::successors(first, |shard| {
            // SAFETY: as above.
            unsafe { shard.next.load(Ordering::Relaxed).as_ref() }
        });
        shared.into_iter().chain(live)
    }
}
