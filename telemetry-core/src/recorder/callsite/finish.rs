//! How a call ends.
#![expect(unsafe_code, reason = "the thread's shard is reached by pointer")]

use std::{marker::PhantomData, sync::atomic::Ordering::Relaxed};

use super::{
    begun::{Begun, UNTIMED, ready, shard},
    declare::Callsite,
    start::is_unwinding,
};
use crate::recorder::{
    clock,
    histogram::{Owned, Shared, Writer},
    sampling::Sampling,
    shard::{Outcome, Shard, Staged},
    thread::{self, Entry, NONE, SHARED},
};

/// A call under way. Dropping it without [`Started::finish`] leaves the call in
/// flight.
#[derive(Debug)]
#[must_use = "a call that is not finished stays in flight"]
pub struct Started<const SAMPLED: bool = false> {
    pub(super) callsite: &'static Callsite,
    /// Reads like one from a slot, unless it is [`NONE`].
    entry: Entry,
    /// Zero or [`UNTIMED`] if the call is not timed.
    pub(super) ticks: u64,
    /// Of a callsite that times every call.
    staged: Staged,
    /// The shard is the thread's own.
    not_send: PhantomData<*const ()>,
}

impl<const SAMPLED: bool> Started<SAMPLED> {
    #[inline]
    pub(super) const fn new(callsite: &'static Callsite, begun: Begun, staged: Staged) -> Self {
        let Begun { entry, ticks } = begun;
        Self { callsite, entry, ticks, staged, not_send: PhantomData }
    }

    /// Whether the call is recorded at all.
    #[inline]
    pub fn is_recording(&self) -> bool {
        self.entry != NONE
    }

    /// The same call, for a destructor, which has no more than a reference. Field
    /// by field: a move would read several at once that were written one by one,
    /// and wait until they have all reached the cache.
    #[inline]
    pub(crate) fn same(&self) -> Self {
        let Self { callsite, entry, ticks, staged, not_send } = *self;
        Self { callsite, entry, ticks, staged, not_send }
    }

    /// Counts the end and, if the call is timed, its duration.
    #[inline]
    pub fn finish(self, outcome: Outcome) {
        if !self.is_recording() {
            return;
        }
        // A guard that outlives its thread's shards, in some later thread-local's
        // destructor, must not touch them.
        if thread::has_shards() {
            self.finish_in_frame(outcome);
        } else {
            self.callsite.finish_slow(self.ticks, outcome);
        }
    }

    /// Counts the end by a panic, in the frame that started the call. By value: what a
    /// landing pad takes the address of would have to be in memory all the time.
    #[inline]
    pub(crate) fn unwound(&self) {
        self.callsite.finish_unwound(self.entry, self.ticks, Outcome::Panic);
    }

    /// Counts the end of a call that is [watched](super::Begin::watched), from a destructor: with
    /// `outcome`, or as [`Outcome::Panic`] if a panic runs it that began after the call.
    #[inline]
    pub(crate) fn finish_watched(&self, outcome: Outcome) {
        // By the ticks where there are any: of these the compiler does not know what it
        // knows of the entry, and carries no flag along for it.
        let is_recorded = if SAMPLED { self.is_recording() } else { self.ticks != 0 };
        if !is_recorded {
            return;
        }
        if is_unwinding() {
            let outcome = if self.began_in_panic() { outcome } else { Outcome::Panic };
            self.callsite.finish_unwound(self.entry, self.ticks, outcome);
        } else if thread::has_shards() {
            // SAFETY: it is recorded, since there are no ticks without an entry.
            unsafe { self.same().finish_recorded(outcome) }
        } else {
            self.callsite.finish_slow(self.ticks, outcome);
        }
    }

    /// The same call, which begins while a panic unwinds. That it does is kept in what is
    /// staged: such a call ends by a slow path, and the usual one carries nothing for it.
    #[inline]
    pub(crate) const fn in_panic(self) -> Self {
        Self { staged: Staged::IN_PANIC, ..self }
    }

    /// Whether it began while a panic was unwinding.
    #[inline]
    fn began_in_panic(&self) -> bool {
        self.staged == Staged::IN_PANIC
    }

    /// As [`Started::finish`], in the frame that started the call: the thread has not
    /// ended since.
    #[inline]
    pub(crate) fn finish_in_frame(self, outcome: Outcome) {
        if self.is_recording() {
            // SAFETY: it has just been asked.
            unsafe { self.finish_recorded(outcome) }
        }
    }

    /// # Safety
    ///
    /// The call is recorded, and the thread has not ended since it began.
    #[inline]
    unsafe fn finish_recorded(self, outcome: Outcome) {
        let Self { callsite, entry, ticks, staged, .. } = self;
        // SAFETY: it came from a slot of this thread, since a `Started` stays on it, or
        // is some other shard that is alive and that nothing is written to here.
        let shard = unsafe { ready(entry) };
        if SAMPLED {
            if ticks == 0 {
                shard.end::<Owned>(outcome);
            } else {
                callsite.finish_sampled(shard, ticks, outcome);
            }
            return;
        }
        std::hint::cold_path();
        let elapsed = clock::tsc().wrapping_sub(ticks);
        if !shard.end_staged(staged, elapsed, outcome) {
            callsite.finish_late(ticks, elapsed, outcome);
        }
    }
}

impl Callsite {
    /// The entry of a call that ends. Recording may have been turned off since it
    /// began: its end is counted all the same, or it would stay in flight.
    fn end_entry(&'static self) -> Entry {
        let usual = thread::at(self.site.slot.load(Relaxed));
        let entry = if usual == NONE { thread::entry(self.site.id.load(Relaxed)) } else { usual };
        if entry == NONE { thread::shared(&self.site.about().shards) } else { entry }
    }

    /// Counts the end of a call that began at `ticks`, if it was timed, wherever
    /// it ends.
    #[cold]
    #[inline(never)]
    extern "C" fn finish_slow(&'static self, ticks: u64, outcome: Outcome) {
        let elapsed = (ticks > UNTIMED).then(|| clock::ticks().saturating_sub(ticks));
        self.end(elapsed, outcome, None);
    }

    /// Counts the end of a call while a panic unwinds.
    #[cold]
    #[inline(never)]
    extern "C" fn finish_unwound(&'static self, entry: Entry, ticks: u64, outcome: Outcome) {
        if entry == NONE {
            return;
        }
        let is_usual = self.site.sampling() == Sampling::Every || ticks == 0;
        if is_usual || !thread::has_shards() {
            return self.finish_slow(ticks, outcome);
        }
        // SAFETY: as in `Started::finish_in_frame`; the thread still has its shards.
        self.finish_sampled(unsafe { ready(entry) }, ticks, outcome);
    }

    /// Counts the end of one of the calls that a sampling callsite times.
    #[cold]
    #[inline(never)]
    extern "C" fn finish_sampled(&'static self, shard: &Shard, ticks: u64, outcome: Outcome) {
        let now = clock::ticks();
        if ticks == UNTIMED || self.site.sampling() == Sampling::Every {
            return self.finish_slow(ticks, outcome);
        }
        // Where calls are sampled, only those of a thread's own shard are timed.
        shard.duration.record::<Owned>(now.saturating_sub(ticks), shard.sampler.weight());
        shard.end::<Owned>(outcome);
        shard.draw_ahead(self.site.sampling(), now);
    }

    /// Counts the end of a call that began at `ticks` and took so long by the TSC,
    /// where something is not usual.
    #[cold]
    #[inline(never)]
    extern "C" fn finish_late(&'static self, ticks: u64, elapsed: u64, outcome: Outcome) {
        if clock::has_tsc() {
            self.end((ticks > UNTIMED).then_some(elapsed), outcome, None);
        } else {
            self.finish_slow(ticks, outcome);
        }
    }

    pub(super) fn end(&'static self, elapsed: Option<u64>, outcome: Outcome, busy: Option<u64>) {
        let entry = self.end_entry();
        // SAFETY: `end_entry` gives no entry without a shard.
        let shard = unsafe { shard(entry) };
        if entry & SHARED == 0 {
            self.write::<Owned>(shard, elapsed, outcome, busy);
        } else {
            self.write::<Shared>(shard, elapsed, outcome, busy);
        }
    }

    fn write<W: Writer>(
        &self,
        shard: &Shard,
        elapsed: Option<u64>,
        outcome: Outcome,
        busy: Option<u64>,
    ) {
        if let Some(elapsed) = elapsed {
            let sampling = self.site.sampling();
            let weight = match sampling {
                Sampling::Every | Sampling::Never => 1,
                Sampling::OneIn(stride) => u64::from(stride.get()),
                Sampling::Auto => shard.sampler.weight().max(1),
            };
            if W::IS_OWNER && sampling == Sampling::Every {
                shard.defer(elapsed);
            } else {
                shard.duration.record::<W>(elapsed, weight);
            }
            if let Some(busy) = busy {
                shard.busy().record::<W>(busy, weight);
            }
        }
        shard.end::<W>(outcome);
    }
}
