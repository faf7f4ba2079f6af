//! The recording side of a histogram: buckets in octaves that are allocated
//! when first touched.
#![expect(unsafe_code, reason = "octaves are reached by pointer")]
#![expect(clippy::inline_always, reason = "the hot path is one run of instructions")]

use std::ptr::{self, NonNull};

use crate::{
    recorder::{
        layout::{self, OCTAVES, SUB_BUCKETS},
        memory::{self, Zeroable},
    },
    sync::{AtomicPtr, AtomicU64, Ordering, load_owned},
};

/// How a counter is updated.
pub(crate) trait Writer {
    /// Whether there is no other writer.
    const IS_OWNER: bool;

    fn add(counter: &AtomicU64, n: u64);
    fn raise(counter: &AtomicU64, value: u64);
}

/// The one writer of a counter. A plain load and store: with a single writer no
/// update is lost, and neither instruction locks the cache line.
pub(crate) enum Owned {}

impl Writer for Owned {
    const IS_OWNER: bool = true;

    #[inline(always)]
    fn add(counter: &AtomicU64, n: u64) {
        counter.store(load_owned(counter).wrapping_add(n), Ordering::Release);
    }

    #[inline(always)]
    fn raise(counter: &AtomicU64, value: u64) {
        if value > load_owned(counter) {
            counter.store(value, Ordering::Relaxed);
        }
    }
}

/// One of several writers.
pub(crate) enum Shared {}

impl Writer for Shared {
    const IS_OWNER: bool = false;

    fn add(counter: &AtomicU64, n: u64) {
        counter.fetch_add(n, Ordering::Release);
    }

    fn raise(counter: &AtomicU64, value: u64) {
        counter.fetch_max(value, Ordering::Relaxed);
    }
}

struct Octave {
    counts: [AtomicU64; SUB_BUCKETS],
}

/// A log-linear histogram; every number in it only grows.
pub(crate) struct Recording {
    sum: AtomicU64,
    max: AtomicU64,
    /// `!min`, so that zeroed memory means that no value was seen.
    min_inverted: AtomicU64,
    octaves: [AtomicPtr<Octave>; OCTAVES],
}

// SAFETY: atomics of integers alone.
unsafe impl Zeroable for Octave {
    #[cfg(loom)]
    fn zeroed() -> Self {
        Self { counts: std::array::from_fn(|_| AtomicU64::new(0)) }
    }
}
// SAFETY: atomics of integers and nullable pointers alone.
unsafe impl Zeroable for Recording {
    #[cfg(loom)]
    fn zeroed() -> Self {
        Self {
            sum: AtomicU64::new(0),
            max: AtomicU64::new(0),
            min_inverted: AtomicU64::new(0),
            octaves: std::array::from_fn(|_| AtomicPtr::new(ptr::null_mut())),
        }
    }
}

impl Recording {
    /// Counts `value` `weight` times.
    #[inline(always)]
    pub(crate) fn record<W: Writer>(&self, value: u64, weight: u64) {
        self.count::<W>(value, weight);
        self.add_up::<W>(value, weight);
    }

    /// The part of [`Recording::record`] that concerns the buckets.
    #[inline(always)]
    pub(crate) fn count<W: Writer>(&self, value: u64, weight: u64) {
        let (octave, sub) = layout::locate(value);
        // SAFETY: `locate` gives an octave below `OCTAVES` for every value.
        let slot = unsafe { self.octaves.get_unchecked(octave) };
        let mut block = slot.load(Ordering::Acquire);
        if block.is_null() {
            block = install(slot);
        }
        // SAFETY: an installed octave is freed only with its histogram.
        let counts = unsafe { &(*block).counts };
        // SAFETY: `locate` gives a sub-bucket below `SUB_BUCKETS`.
        let count = unsafe { counts.get_unchecked(sub) };
        W::add(count, weight);
    }

    /// The part of [`Recording::record`] that concerns sum and extremes.
    #[inline(always)]
    pub(crate) fn add_up<W: Writer>(&self, value: u64, weight: u64) {
        W::add(&self.sum, value.wrapping_mul(weight));
        W::raise(&self.max, value);
        W::raise(&self.min_inverted, !value);
    }

    /// Adds what is held to `totals`; gives the number of values in the buckets.
    pub(crate) fn read(&self, totals: &mut HistogramTotals) -> u64 {
        let mut counted = 0;
        for (slot, total) in self.octaves.iter().zip(&mut totals.octaves) {
            let Some(octave) = touched(slot) else { continue };
            let total = total.get_or_insert_with(|| Box::new([0; SUB_BUCKETS]));
            for (total, count) in total.iter_mut().zip(&octave.counts) {
                let count = count.load(Ordering::Relaxed);
                *total += count;
                counted += count;
            }
        }
        totals.sum = totals.sum.wrapping_add(self.sum.load(Ordering::Relaxed));
        totals.max = totals.max.max(self.max.load(Ordering::Relaxed));
        totals.min = totals.min.min(!self.min_inverted.load(Ordering::Relaxed));
        counted
    }

    /// Adds what is held to `target`, whose writers are many.
    pub(crate) fn fold_into(&self, target: &Self) {
        for (from, to) in self.octaves.iter().zip(&target.octaves) {
            let Some(from) = touched(from) else { continue };
            // SAFETY: an installed octave is freed only with its histogram.
            let to = unsafe { &*present_or_install(to) };
            for (count, total) in from.counts.iter().zip(&to.counts) {
                let count = count.load(Ordering::Relaxed);
                if count > 0 {
                    Shared::add(total, count);
                }
            }
        }
        Shared::add(&target.sum, self.sum.load(Ordering::Relaxed));
        Shared::raise(&target.max, self.max.load(Ordering::Relaxed));
        Shared::raise(&target.min_inverted, self.min_inverted.load(Ordering::Relaxed));
    }

    /// Frees the octaves. Only the last one to reach the histogram may call it.
    pub(crate) fn release(&self) {
        for slot in &self.octaves {
            if let Some(block) = NonNull::new(slot.swap(ptr::null_mut(), Ordering::AcqRel)) {
                // SAFETY: it came from `install` and the slot no longer names it.
                unsafe { memory::free(block) };
            }
        }
    }
}

fn touched(slot: &AtomicPtr<Octave>) -> Option<&Octave> {
    // SAFETY: a non-null octave is freed only with its histogram, which the
    // slot's borrow keeps.
    unsafe { slot.load(Ordering::Acquire).as_ref() }
}

/// What the slot holds, allocated if it is empty.
pub(crate) fn present_or_install<T: Zeroable>(slot: &AtomicPtr<T>) -> *mut T {
    let present = slot.load(Ordering::Acquire);
    if present.is_null() { install(slot) } else { present }
}

/// Puts a zeroed block into an empty slot, or gives the one that another
/// writer put there first.
#[cold]
#[inline(never)]
fn install<T: Zeroable>(slot: &AtomicPtr<T>) -> *mut T {
    let block = memory::allocate::<T>();
    let (success, failure) = (Ordering::AcqRel, Ordering::Acquire);
    match slot.compare_exchange(ptr::null_mut(), block.as_ptr(), success, failure) {
        Ok(_) => block.as_ptr(),
        Err(present) => {
            // SAFETY: this block was never published.
            unsafe { memory::free(block) };
            present
        }
    }
}

/// The sum of several [`Recording`]s, in ticks or in the values' own unit.
pub(crate) struct HistogramTotals {
    pub(crate) sum: u64,
    pub(crate) max: u64,
    /// `u64::MAX` when no value was seen.
    pub(crate) min: u64,
    pub(crate) octaves: [Option<Box<[u64; SUB_BUCKETS]>>; OCTAVES],
}

impl HistogramTotals {
    /// Counts one more value, whose part of sum and extremes is in already.
    pub(crate) fn count(&mut self, value: u64) {
        let (octave, sub) = layout::locate(value);
        self.octaves[octave].get_or_insert_with(|| Box::new([0; SUB_BUCKETS]))[sub] += 1;
    }
}

impl Default for HistogramTotals {
    fn default() -> Self {
        Self { sum: 0, max: 0, min: u64::MAX, octaves: [const { None }; OCTAVES] }
    }
}
