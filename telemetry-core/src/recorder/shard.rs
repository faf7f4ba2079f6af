//! One thread's counters of one callsite.
//!
//! A shard has one writer ([`Owned`]) and any number of readers. What outlives
//! its thread, or has no thread, is in a shard of several writers ([`Shared`]).
//!
//! **Binning is one call behind.** The processor does not read its clock before
//! what stands in front is done, so a bucket that is found from the second clock
//! reading would delay the next call's first one by a whole chain of dependent
//! instructions. So the end of a call leaves its duration in `pending`; the next call
//! finds that duration's bucket while its body runs, and counts it when it ends. The
//! writer's order is: bin the old duration, store the new one, count the end. A reader
//! goes the other way: ends first, then `pending`, then the buckets. If the buckets
//! hold fewer values than there were ends, the pending one is not among them, and is
//! added; else it is, or is newer than the ends that were read. Either way the
//! histogram holds every call whose end was read, none twice, and no reader
//! waits or tries again.
//!
//! Every counter only grows. A reader that reads all ends (`Acquire`) before
//! all starts never sees more ends than starts: each end was stored with
//! `Release` after its start, on this thread or on the one the future came from.
#![expect(unsafe_code, reason = "the busy histogram is reached by pointer")]

use std::ptr::{self, NonNull};

use crate::{
    recorder::{
        histogram::{HistogramTotals, Owned, Recording, Shared, Writer, present_or_install},
        layout,
        memory::{self, Zeroable},
    },
    sync::{AtomicPtr, AtomicU64, Ordering, load_owned, peek_owned},
};

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
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

/// One thread's counters of one callsite; see the module's documentation. What every
/// call writes is in the first cache line, to the sum of the durations, so that a
/// reader takes no more than this one and that of a bucket from the writer.
#[repr(C, align(64))]
pub(crate) struct Shard {
    starts: AtomicU64,
    ends: [AtomicU64; OUTCOMES],
    /// The duration of the last timed call, not binned yet, or [`NOTHING`]. Only
    /// callsites that time every call use it.
    pending: AtomicU64,
    pub(crate) duration: Recording,
    /// Every binned duration is at least this, and at most `span` more. The owner's
    /// alone: one comparison tells that a duration is no new extreme.
    low: AtomicU64,
    span: AtomicU64,
    pub(crate) sampler: Sampler,
    /// Time inside `poll`; allocated by the first future.
    busy: AtomicPtr<Recording>,
    /// The neighbours among the callsite's shards; used under its lock.
    pub(crate) next: AtomicPtr<Shard>,
    pub(crate) previous: AtomicPtr<Shard>,
}

/// In place of a pending duration. No call takes so long.
const NOTHING: u64 = 1 << 63;

const _: () = assert!(
    cfg!(loom) || std::mem::offset_of!(Shard, duration) == 56,
    "the sum is in the first line"
);

/// A pending duration and its bucket, as they were when a call began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Staged {
    pending: u64,
    bucket: usize,
}

impl Staged {
    /// For a call that is not recorded.
    pub(crate) const NONE: Self = Self { pending: 0, bucket: 0 };
    /// No pending duration, nor [`NOTHING`], is equal to this one.
    pub(crate) const NEVER: Self = Self { pending: u64::MAX, bucket: 0 };
    /// The same, for a call that begins while a panic unwinds.
    pub(crate) const IN_PANIC: Self = Self { pending: u64::MAX, bucket: 1 };
}

/// What decides which of the shard's calls are timed; see `sampling`. All of it is
/// the owner's alone but `timed`.
pub(crate) struct Sampler {
    /// The number of the next call that may be timed.
    pub(crate) due: AtomicU64,
    /// How many calls that one stands for; zero before the first draw.
    pub(crate) stride: AtomicU64,
    /// How many calls the last timed one stands for.
    pub(crate) weight: AtomicU64,
    /// The distance from the next timed call to the one after it; zero if it is not
    /// drawn yet.
    pub(crate) ahead: AtomicU64,
    /// The stride that it was drawn with.
    pub(crate) stride_ahead: AtomicU64,
    pub(crate) random: AtomicU64,
    /// Ticks when the rate of calls was last looked at, and the number of the last
    /// call by then.
    pub(crate) rated_at: AtomicU64,
    pub(crate) rated: AtomicU64,
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
            low: zero(),
            span: zero(),
            sampler: Sampler {
                due: zero(),
                stride: zero(),
                weight: zero(),
                ahead: zero(),
                stride_ahead: zero(),
                random: zero(),
                rated_at: zero(),
                rated: zero(),
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
    /// A shard that has counted nothing.
    pub(crate) fn allocate() -> NonNull<Self> {
        let shard = memory::allocate::<Self>();
        // SAFETY: zeroed memory is a valid shard, and nobody else knows it yet.
        let this = unsafe { shard.as_ref() };
        this.pending.store(NOTHING, Ordering::Relaxed);
        // Every duration is below.
        this.low.store(NOTHING, Ordering::Relaxed);
        this.sampler.due.store(1, Ordering::Relaxed);
        shard
    }

    /// Counts `n` starts; for a counter, `n` more.
    #[inline]
    pub(crate) fn start<W: Writer>(&self, n: u64) {
        W::add(&self.starts, n);
    }

    /// Counts a start of the owner's; whether it is one that may be timed.
    #[inline]
    pub(crate) fn start_due(&self) -> bool {
        let starts = load_owned(&self.starts).wrapping_add(1);
        self.starts.store(starts, Ordering::Release);
        starts == peek_owned(&self.sampler.due)
    }

    /// The number of the call that the owner has just started.
    pub(crate) fn call(&self) -> u64 {
        load_owned(&self.starts)
    }

    /// Counts an end.
    #[inline]
    pub(crate) fn end<W: Writer>(&self, outcome: Outcome) {
        W::add(&self.ends[outcome as usize], 1);
    }

    /// Finds the bucket of the pending duration, for [`Shard::end_staged`].
    #[inline]
    pub(crate) fn stage(&self) -> Staged {
        let pending = load_owned(&self.pending);
        Staged { pending, bucket: layout::index(pending) }
    }

    /// Records the duration of a call, of which every one is timed, and counts its
    /// end. The owner's alone. Does nothing and says so when something is unusual:
    /// another call came in between, a bucket is new, an extreme is.
    #[inline]
    #[must_use]
    pub(crate) fn end_staged(&self, staged: Staged, elapsed: u64, outcome: Outcome) -> bool {
        let Staged { pending, bucket } = staged;
        if peek_owned(&self.pending) != pending || elapsed >= NOTHING {
            return false;
        }
        // SAFETY: `stage` took the number from the layout.
        let Some(count) = (unsafe { self.duration.bucket(bucket) }) else { return false };
        if self.is_extreme(pending) {
            return false;
        }
        Owned::add(count, 1);
        self.pending.store(elapsed, Ordering::Release);
        self.duration.add_up::<Owned>(elapsed, 1);
        self.end::<Owned>(outcome);
        true
    }

    /// Records the duration of a call, of which every one is timed. The owner's
    /// alone, and always followed by [`Shard::end`].
    pub(crate) fn defer(&self, elapsed: u64) {
        let pending = load_owned(&self.pending);
        if pending != NOTHING {
            if self.is_extreme(pending) {
                self.stretch(pending);
            }
            self.duration.count::<Owned>(pending, 1);
        }
        // The clock of one processor may be behind that of another.
        let elapsed = if elapsed < NOTHING { elapsed } else { 0 };
        self.pending.store(elapsed, Ordering::Release);
        self.duration.add_up::<Owned>(elapsed, 1);
    }

    /// Whether no binned duration was so short, or none so long.
    #[inline]
    fn is_extreme(&self, duration: u64) -> bool {
        duration.wrapping_sub(peek_owned(&self.low)) > peek_owned(&self.span)
    }

    #[cold]
    fn stretch(&self, pending: u64) {
        self.duration.stretch::<Owned>(pending);
        let (low, high) = self.duration.extremes();
        self.low.store(low, Ordering::Relaxed);
        self.span.store(high - low, Ordering::Relaxed);
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
        if pending != NOTHING && binned < ended {
            totals.duration.count(pending);
        }
        if let Some(busy) = self.touched_busy() {
            totals.has_busy = true;
            busy.read(&mut totals.busy);
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
            NOTHING => {}
            pending => {
                target.duration.stretch::<Shared>(pending);
                target.duration.count::<Shared>(pending, 1);
            }
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

/// The sum of a callsite's shards. Large, and meant to be used again.
pub(crate) struct Totals {
    pub(crate) starts: u64,
    pub(crate) ends: [u64; OUTCOMES],
    /// Calls that a sampling callsite timed.
    pub(crate) timed: u64,
    pub(crate) duration: HistogramTotals,
    /// Time inside `poll`, if `has_busy`.
    pub(crate) busy: HistogramTotals,
    pub(crate) has_busy: bool,
}

impl Totals {
    pub(crate) const fn new() -> Self {
        Self {
            starts: 0,
            ends: [0; OUTCOMES],
            timed: 0,
            duration: HistogramTotals::new(),
            busy: HistogramTotals::new(),
            has_busy: false,
        }
    }

    /// Forgets everything.
    pub(crate) fn clear(&mut self) {
        (self.starts, self.ends, self.timed, self.has_busy) = (0, [0; OUTCOMES], 0, false);
        self.duration.clear();
        self.busy.clear();
    }
}

/// `RUSTFLAGS="--cfg loom" cargo test -p telemetry-core --lib --release loom_`
#[cfg(all(test, loom))]
mod loom_tests {
    use std::sync::atomic::AtomicU64 as Runs;

    use loom::{sync::Arc, thread};

    use super::*;

    /// The first two calls end by the slow path, since a bucket and the extremes are
    /// new; the third by the fast one, and its duration is told from theirs.
    const DURATIONS: [u64; 3] = [1, 1, 5];

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

    /// Starts, ends, durations, and how many of these were of the shorter kind.
    fn read(shard: &Shard) -> (u64, u64, u64, u64) {
        let mut totals = Totals::new();
        shard.read_ends(&mut totals);
        shard.read_starts(&mut totals);
        let of = |wanted: fn(u64) -> bool| {
            let buckets = totals.duration.buckets().filter(|&(value, _)| wanted(value));
            buckets.map(|(_, count)| count).sum::<u64>()
        };
        (totals.starts, totals.ends.iter().sum(), of(|_| true), of(|value| value == 1))
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
            let held = Arc::new(Held(Shard::allocate()));
            let writer = {
                let held = Arc::clone(&held);
                thread::spawn(move || {
                    for elapsed in DURATIONS {
                        let shard = held.shard();
                        shard.start::<Owned>(1);
                        let staged = shard.stage();
                        if !shard.end_staged(staged, elapsed, Outcome::Ok) {
                            shard.defer(elapsed);
                            shard.end::<Owned>(Outcome::Ok);
                        }
                    }
                })
            };
            let (starts, ends, binned, short) = read(held.shard());
            assert!(ends <= starts, "{ends} ends of {starts} starts");
            assert!(ends <= binned && binned <= starts, "{binned} of {ends} to {starts}");
            assert!(short >= ends.min(2), "{short} of the {ends} that ended are in their bucket");
            writer.join().unwrap();
            assert_eq!(read(held.shard()), (3, 3, 3, 2));
        });
        // A model that never switches threads would prove nothing.
        assert!(RUNS.load(Ordering::Relaxed) > 100, "{RUNS:?} interleavings");
    }
}
