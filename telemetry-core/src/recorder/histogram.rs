//! The recording side of a histogram: buckets in octaves that are allocated
//! when first touched.
#![expect(unsafe_code, reason = "octaves are reached by pointer")]

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

    #[inline]
    fn add(counter: &AtomicU64, n: u64) {
        counter.store(load_owned(counter).wrapping_add(n), Ordering::Release);
    }

    #[inline]
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

/// A log-linear histogram; every number in it only grows. The sum stands first, since
/// every call adds to it, and the rest is mostly read.
#[repr(C)]
pub(crate) struct Recording {
    sum: AtomicU64,
    max: AtomicU64,
    /// `!min`, so that zeroed memory means that no value was seen.
    min_inverted: AtomicU64,
    /// A bit for each octave that was touched: a reader looks at no other.
    touched: AtomicU64,
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
            touched: AtomicU64::new(0),
            octaves: std::array::from_fn(|_| AtomicPtr::new(ptr::null_mut())),
        }
    }
}

impl Recording {
    /// Counts `value` `weight` times.
    #[inline]
    pub(crate) fn record<W: Writer>(&self, value: u64, weight: u64) {
        self.stretch::<W>(value);
        self.count::<W>(value, weight);
        self.add_up::<W>(value, weight);
    }

    /// The counter of the bucket of this number, unless its octave was not touched.
    ///
    /// # Safety
    ///
    /// `index` is one that [`layout::index`] gave.
    #[inline]
    pub(crate) unsafe fn bucket(&self, index: usize) -> Option<&AtomicU64> {
        let (octave, sub) = layout::split(index);
        // Loom's layout leaves out the octaves of values that its models do not have.
        #[cfg(loom)]
        let slot = self.octaves.get(octave)?;
        #[cfg(not(loom))]
        // SAFETY: the octave of a value is below `OCTAVES`, by the caller's contract.
        let slot = unsafe { self.octaves.get_unchecked(octave) };
        // SAFETY: `split` gives a sub-bucket below `SUB_BUCKETS`.
        Some(unsafe { touched(slot)?.counts.get_unchecked(sub) })
    }

    /// The part of [`Recording::record`] that concerns the buckets.
    #[inline]
    pub(crate) fn count<W: Writer>(&self, value: u64, weight: u64) {
        let (octave, sub) = layout::locate(value);
        // SAFETY: `locate` gives an octave below `OCTAVES` for every value.
        let mut block = unsafe { self.octaves.get_unchecked(octave) }.load(Ordering::Acquire);
        if block.is_null() {
            block = self.touch(octave);
        }
        // SAFETY: an installed octave is freed only with its histogram.
        let counts = unsafe { &(*block).counts };
        // SAFETY: `locate` gives a sub-bucket below `SUB_BUCKETS`.
        let count = unsafe { counts.get_unchecked(sub) };
        W::add(count, weight);
    }

    /// The part of [`Recording::record`] that concerns the sum.
    #[inline]
    pub(crate) fn add_up<W: Writer>(&self, value: u64, weight: u64) {
        W::add(&self.sum, value.wrapping_mul(weight));
    }

    /// The part of [`Recording::record`] that concerns the extremes.
    #[inline]
    pub(crate) fn stretch<W: Writer>(&self, value: u64) {
        W::raise(&self.max, value);
        W::raise(&self.min_inverted, !value);
    }

    /// The smallest and the largest value. The owner's alone, who has recorded one.
    pub(crate) fn extremes(&self) -> (u64, u64) {
        (!load_owned(&self.min_inverted), load_owned(&self.max))
    }

    /// The block of an octave, allocated if there is none.
    #[cold]
    #[inline(never)]
    fn touch(&self, octave: usize) -> *mut Octave {
        let block = present_or_install(&self.octaves[octave]);
        // Before anything is counted in it, so that whoever has seen a count knows.
        self.touched.fetch_or(1 << octave, Ordering::Release);
        block
    }

    /// The octaves that were touched, with their numbers.
    fn each_touched(&self) -> impl Iterator<Item = (usize, &Octave)> {
        bits(self.touched.load(Ordering::Acquire))
            .filter_map(|octave| Some((octave, touched(&self.octaves[octave])?)))
    }

    /// Adds what is held to `totals`; gives the number of values in the buckets.
    pub(crate) fn read(&self, totals: &mut HistogramTotals) -> u64 {
        let mut counted = 0;
        for (number, octave) in self.each_touched() {
            for (total, count) in totals.octave(number).iter_mut().zip(&octave.counts) {
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
        for (number, octave) in self.each_touched() {
            // SAFETY: an installed octave is freed only with its histogram.
            let to = unsafe { &*target.touch(number) };
            for (count, total) in octave.counts.iter().zip(&to.counts) {
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

#[inline]
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

/// The numbers of the bits that are set.
fn bits(mut word: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let bit = word.trailing_zeros() as usize;
        word &= word.checked_sub(1)?;
        Some(bit)
    })
}

const _: () = assert!(OCTAVES <= 64, "a bit for each octave");

/// The sum of several [`Recording`]s, in ticks or in the values' own unit. It is
/// large and meant to be used again.
pub(crate) struct HistogramTotals {
    pub(crate) sum: u64,
    pub(crate) max: u64,
    /// `u64::MAX` when no value was seen.
    pub(crate) min: u64,
    /// A bit for each octave that is not all zeros.
    touched: u64,
    counts: [[u64; SUB_BUCKETS]; OCTAVES],
}

impl HistogramTotals {
    /// Nothing, in the state after [`HistogramTotals::clear`].
    pub(crate) const fn new() -> Self {
        let counts = [[0; SUB_BUCKETS]; OCTAVES];
        Self { sum: 0, max: 0, min: u64::MAX, touched: 0, counts }
    }

    /// Forgets everything.
    pub(crate) fn clear(&mut self) {
        for octave in bits(self.touched) {
            self.counts[octave] = [0; SUB_BUCKETS];
        }
        (self.sum, self.max, self.min, self.touched) = (0, 0, u64::MAX, 0);
    }

    fn octave(&mut self, number: usize) -> &mut [u64; SUB_BUCKETS] {
        self.touched |= 1 << number;
        &mut self.counts[number]
    }

    /// Counts one more value, whose part of the sum is in already.
    pub(crate) fn count(&mut self, value: u64) {
        self.max = self.max.max(value);
        self.min = self.min.min(value);
        let (octave, sub) = layout::locate(value);
        self.octave(octave)[sub] += 1;
    }

    /// Each bucket that is not empty: its middle and its count, ascending.
    pub(crate) fn buckets(&self) -> impl Iterator<Item = (u64, u64)> + '_ {
        bits(self.touched).flat_map(|octave| {
            let counts = self.counts[octave].iter().enumerate();
            let counted = counts.filter(|&(_, &count)| count > 0);
            counted.map(move |(sub, &count)| (layout::midpoint(octave, sub), count))
        })
    }
}
