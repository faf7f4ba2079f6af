//! One thread's counters of one callsite.
//!
//! A shard has one writer ([`Owned`]) and any number of readers. What outlives
//! its thread, or has no thread, is in a shard of several writers ([`Shared`]).
//!
//! **Binning is one call behind.** The processor does not read its clock before
//! older loads are done, so a bucket that is found from the second clock reading
//! would delay the next call's first one by a whole chain of dependent
//! instructions (measured: half the cost of two clock reads). So the end of a
//! call leaves its duration in `pending` and bins the one that was left there by
//! the call before, which does not wait for any clock. The writer's order is:
//! bin the old duration, store the new one, count the end. A reader goes the
//! other way: ends first, then `pending`, then the buckets. If the buckets hold
//! fewer values than there were ends, the pending one is not among them, and is
//! added; else it is, or is newer than the ends that were read. Either way the
//! histogram holds every call whose end was read, none twice, and no reader
//! waits or tries again.
//!
//! Every counter only grows. A reader that reads all ends (`Acquire`) before
//! all starts never sees more ends than starts: each end was stored with
//! `Release` after its start, on this thread or on the one the future came from.
#![expect(unsafe_code, reason = "the busy histogram is reached by pointer")]
#![expect(clippy::inline_always, reason = "the hot path is one run of instructions")]

use std::ptr::{self, NonNull};

use crate::{
    recorder::{
        histogram::{HistogramTotals, Owned, Recording, Shared, Writer, present_or_install},
        memory::{self, Zeroable},
    },
    sync::{AtomicPtr, AtomicU64, Ordering, load_owned},
};

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// It returned, and not with one of the below.
    Ok,
    /// It returned an error.
    Error,
    /// It returned nothing, and the callsite tells `None` from `Some`.
    None,
    /// It unwound.
    Panic,
    /// Its future was dropped before it was complete.
    Cancelled,
}

/// The number of [`Outcome`]s.
pub(crate) const OUTCOMES: usize = 5;

/// One thread's counters of one callsite; see the module's documentation.
#[repr(align(64))]
pub(crate) struct Shard {
    starts: AtomicU64,
    ends: [AtomicU64; OUTCOMES],
    /// The inverted duration of the last timed call, not binned yet; zero if
    /// there is none. Only callsites that time every call use it.
    pending: AtomicU64,
    pub(crate) sampler: Sampler,
    pub(crate) duration: Recording,
    /// Time inside `poll`; allocated by the first future.
    busy: AtomicPtr<Recording>,
    /// The neighbours among the callsite's shards; used under its lock.
    pub(crate) next: AtomicPtr<Shard>,
    pub(crate) previous: AtomicPtr<Shard>,
}

/// What decides which of the shard's calls are timed; see `sampling`. All of it is
/// the owner's alone but `timed`.
pub(crate) struct Sampler {
    /// Calls that pass untimed before the next timed one.
    pub(crate) countdown: AtomicU64,
    /// How many calls the next timed one stands for; zero before the first draw.
    pub(crate) stride: AtomicU64,
    /// How many calls the last timed one stands for.
    pub(crate) weight: AtomicU64,
    /// Calls from one timed one to the next.
    pub(crate) distance: AtomicU64,
    pub(crate) random: AtomicU64,
    /// Ticks when the distance was drawn.
    pub(crate) drawn_at: AtomicU64,
    /// Calls that were timed.
    pub(crate) timed: AtomicU64,
}

// SAFETY: atomics of integers and nullable pointers alone.
unsafe impl Zeroable for Shard {
    #[cfg(loom)]
    fn zeroed() -> Self {
        let zero = || AtomicU64::new(0);
        Self {
            starts: zero(),
            ends: std::array::from_fn(|_| zero()),
            pending: zero(),
            sampler: Sampler {
                countdown: zero(),
                stride: zero(),
                weight: zero(),
                distance: zero(),
                random: zero(),
                drawn_at: zero(),
                timed: zero(),
            },
            duration: Recording::zeroed(),
            busy: AtomicPtr::new(ptr::null_mut()),
            next: AtomicPtr::new(ptr::null_mut()),
            previous: AtomicPtr::new(ptr::null_mut()),
        }
    }
}

impl Shard {
    /// Counts `n` starts; for a counter, `n` more.
    #[inline(always)]
    pub(crate) fn start<W: Writer>(&self, n: u64) {
        W::add(&self.starts, n);
    }

    /// Counts an end.
    #[inline(always)]
    pub(crate) fn end<W: Writer>(&self, outcome: Outcome) {
        W::add(&self.ends[outcome as usize], 1);
    }

    /// Records the duration of a call, of which every one is timed. The owner's
    /// alone, and always followed by [`Shard::end`].
    #[inline(always)]
    pub(crate) fn defer(&self, elapsed: u64) {
        let pending = load_owned(&self.pending);
        if pending != 0 {
            self.duration.count::<Owned>(!pending, 1);
        }
        self.pending.store(!elapsed, Ordering::Release);
        self.duration.add_up::<Owned>(elapsed, 1);
    }

    /// The histogram of the time inside `poll`.
    pub(crate) fn busy(&self) -> &Recording {
        // SAFETY: an installed histogram is freed only with its shard.
        unsafe { &*present_or_install(&self.busy) }
    }

    fn touched_busy(&self) -> Option<&Recording> {
        // SAFETY: an installed histogram is freed only with its shard.
        unsafe { self.busy.load(Ordering::Acquire).as_ref() }
    }

    /// Adds everything but the starts to `totals`.
    pub(crate) fn read_ends(&self, totals: &mut Totals) {
        let mut ended = 0;
        for (total, end) in totals.ends.iter_mut().zip(&self.ends) {
            let end = end.load(Ordering::Acquire);
            *total += end;
            ended += end;
        }
        totals.timed += self.sampler.timed.load(Ordering::Relaxed);
        let pending = self.pending.load(Ordering::Acquire);
        let binned = self.duration.read(&mut totals.duration);
        if pending != 0 && binned < ended {
            totals.duration.count(!pending);
        }
        if let Some(busy) = self.touched_busy() {
            busy.read(totals.busy.get_or_insert_default());
        }
    }

    /// Adds the starts to `totals`. Comes after [`Shard::read_ends`] of every
    /// shard of the callsite.
    pub(crate) fn read_starts(&self, totals: &mut Totals) {
        totals.starts = totals.starts.wrapping_add(self.starts.load(Ordering::Acquire));
    }

    /// Adds everything to `target`, whose writers are many.
    pub(crate) fn fold_into(&self, target: &Self) {
        for (from, to) in self.ends.iter().zip(&target.ends) {
            Shared::add(to, from.load(Ordering::Relaxed));
        }
        Shared::add(&target.starts, self.starts.load(Ordering::Relaxed));
        Shared::add(&target.sampler.timed, self.sampler.timed.load(Ordering::Relaxed));
        self.duration.fold_into(&target.duration);
        match self.pending.load(Ordering::Relaxed) {
            0 => {}
            pending => target.duration.count::<Shared>(!pending, 1),
        }
        if let Some(busy) = self.touched_busy() {
            busy.fold_into(target.busy());
        }
    }

    /// Frees the shard and all it holds.
    ///
    /// # Safety
    ///
    /// `shard` came from [`memory::allocate`] and nobody reaches it any more.
    pub(crate) unsafe fn free(shard: NonNull<Self>) {
        // SAFETY: it is alive until the last line, and the caller its last user.
        let this = unsafe { shard.as_ref() };
        this.duration.release();
        if let Some(busy) = NonNull::new(this.busy.swap(ptr::null_mut(), Ordering::AcqRel)) {
            // SAFETY: installed, and reached through this shard alone.
            unsafe { busy.as_ref() }.release();
            // SAFETY: as above; the shard no longer names it.
            unsafe { memory::free(busy) };
        }
        // SAFETY: the caller's contract.
        unsafe { memory::free(shard) };
    }
}

/// The sum of a callsite's shards.
#[derive(Default)]
pub(crate) struct Totals {
    pub(crate) starts: u64,
    pub(crate) ends: [u64; OUTCOMES],
    /// Calls that a sampling callsite timed.
    pub(crate) timed: u64,
    pub(crate) duration: HistogramTotals,
    pub(crate) busy: Option<HistogramTotals>,
}

/// `RUSTFLAGS="--cfg loom" cargo test -p telemetry-core --lib --release loom_`
#[cfg(all(test, loom))]
mod loom_tests {
    use std::sync::atomic::AtomicU64 as Runs;

    use loom::{sync::Arc, thread};

    use super::*;

    /// Calls with these durations, each in an octave of its own.
    const DURATIONS: [u64; 2] = [1, 5];

    struct Held(NonNull<Shard>);

    // SAFETY: the fields of a shard are all atomics.
    unsafe impl Send for Held {}
    // SAFETY: as above.
    unsafe impl Sync for Held {}

    impl Held {
        fn shard(&self) -> &Shard {
            // SAFETY: freed by `drop` alone.
            unsafe { self.0.as_ref() }
        }
    }

    impl Drop for Held {
        fn drop(&mut self) {
            // SAFETY: the last of the threads drops it.
            unsafe { Shard::free(self.0) };
        }
    }

    fn read(shard: &Shard) -> (u64, u64, u64) {
        let mut totals = Totals::default();
        shard.read_ends(&mut totals);
        shard.read_starts(&mut totals);
        let counts: Vec<u64> =
            totals.duration.octaves.iter().flatten().flat_map(|counts| **counts).collect();
        assert!(counts.iter().all(|&count| count <= 1), "a duration was counted twice");
        let binned = counts.iter().sum();
        (totals.starts, totals.ends.iter().sum(), binned)
    }

    #[test]
    fn loom_a_reader_finds_every_end_in_the_histogram_and_none_twice() {
        static RUNS: Runs = Runs::new(0);
        let mut model = loom::model::Builder::new();
        // Two switches away from a running thread are enough for the reader to
        // fall into any step of the writer, and the writer into any of the
        // reader; without a bound the search does not end.
        model.preemption_bound = Some(2);
        model.check(|| {
            RUNS.fetch_add(1, Ordering::Relaxed);
            let held = Arc::new(Held(memory::allocate::<Shard>()));
            let writer = {
                let held = Arc::clone(&held);
                thread::spawn(move || {
                    for elapsed in DURATIONS {
                        held.shard().start::<Owned>(1);
                        held.shard().defer(elapsed);
                        held.shard().end::<Owned>(Outcome::Ok);
                    }
                })
            };
            let (starts, ends, binned) = read(held.shard());
            assert!(ends <= starts, "{ends} ends of {starts} starts");
            assert!(ends <= binned && binned <= starts, "{binned} of {ends} to {starts}");
            writer.join().unwrap();
            assert_eq!(read(held.shard()), (2, 2, 2));
        });
        // A model that never switches threads would prove nothing.
        assert!(RUNS.load(Ordering::Relaxed) > 100, "{RUNS:?} interleavings");
    }
}
