//! How a call starts.
#![expect(unsafe_code, reason = "the thread's shard is reached by pointer")]

use std::sync::atomic::Ordering::Relaxed;

use super::{
    begun::{Begun, UNTIMED, ready, shard},
    declare::Callsite,
    finish::Started,
};
use crate::recorder::{
    clock,
    histogram::{Owned, Shared},
    registry,
    sampling::Sampling,
    shard::{Shard, Staged},
    site::OFF,
    thread::{self, Entry, FLAGS, NONE, READY, SHARED},
};

/// What begins a call: a callsite that times every one, or a call that has begun.
pub trait Begin<const SAMPLED: bool> {
    /// The call.
    fn begun(self) -> Started<SAMPLED>;

    /// The call, which a destructor will end.
    fn watched(self) -> Started<SAMPLED>;
}

impl Begin<false> for &'static Callsite {
    #[inline]
    fn begun(self) -> Started {
        self.start()
    }

    #[inline]
    fn watched(self) -> Started {
        self.start_watched()
    }
}

impl<const SAMPLED: bool> Begin<SAMPLED> for Started<SAMPLED> {
    #[inline]
    fn begun(self) -> Self {
        self
    }

    #[inline]
    fn watched(self) -> Self {
        if self.is_recording() && is_unwinding() { self.in_panic() } else { self }
    }
}

/// Whether a panic is unwinding this thread. As a foreign function it cannot unwind
/// itself, so that no clean-up is compiled for what stands around it.
#[inline]
pub(super) extern "C" fn is_unwinding() -> bool {
    std::thread::panicking()
}

impl Callsite {
    /// Counts a start and reads the clock.
    #[inline]
    pub fn start(&'static self) -> Started {
        self.begin(|| false, |entry| self.start_timed(entry))
    }

    /// As [`Callsite::start`], for a call that a destructor will end. That a panic is
    /// unwinding is asked before the clock is, while there is nothing to be kept meanwhile.
    #[inline]
    fn start_watched(&'static self) -> Started {
        self.begin(|| is_unwinding(), |entry| self.start_timed(entry))
    }

    #[inline]
    fn start_timed(&'static self, entry: Entry) -> Started {
        // What reads the clock can afford a jump, what is switched off cannot.
        std::hint::cold_path();
        let (ticks, entry) = clock::tsc_before(entry);
        // SAFETY: it came from a slot of this thread.
        let shard = unsafe { ready(entry) };
        shard.start::<Owned>(1);
        Started::new(self, Begun { entry, ticks }, shard.stage())
    }

    /// Counts a start, and reads the clock if this call is one to be timed.
    #[inline]
    pub fn start_sampled(&'static self) -> Started<true> {
        self.begin(
            || false,
            |entry| {
                // SAFETY: it came from a slot of this thread.
                let is_due = unsafe { ready(entry) }.start_due();
                let ticks = if is_due { self.ticks_when_due(entry) } else { 0 };
                Started::new(self, Begun { entry, ticks }, Staged::NONE)
            },
        )
    }

    /// Counts a start and never reads the clock; for [`Sampling::Never`].
    #[inline]
    pub fn start_counted(&'static self) -> Started<true> {
        self.begin(
            || false,
            |entry| {
                // SAFETY: it came from a slot of this thread.
                unsafe { ready(entry) }.start::<Owned>(1);
                Started::new(self, Begun { entry, ticks: 0 }, Staged::NONE)
            },
        )
    }

    /// The start by `usual`, unless recording is off or something is not usual, such as a
    /// call that is watched and begins `in_panic`.
    #[inline]
    fn begin<const SAMPLED: bool>(
        &'static self,
        in_panic: impl FnOnce() -> bool,
        usual: impl FnOnce(Entry) -> Started<SAMPLED>,
    ) -> Started<SAMPLED> {
        let slot = self.site.slot.load(Relaxed);
        if slot == OFF {
            return Started::new(self, Begun { entry: NONE, ticks: 0 }, Staged::NONE);
        }
        let entry = thread::at(slot);
        if in_panic() {
            return Started::new(self, self.start_slow(), Staged::IN_PANIC);
        }
        match entry {
            NONE => Started::new(self, self.start_slow(), Staged::NEVER),
            entry => usual(entry),
        }
    }

    /// The ticks at which a call starts that may be one to be timed.
    #[cold]
    #[inline(never)]
    extern "C" fn ticks_when_due(&'static self, entry: Entry) -> u64 {
        // SAFETY: the caller found it in a slot of this thread.
        let shard = unsafe { shard(entry) };
        if shard.is_due(self.site.sampling()) { clock::tsc() } else { 0 }
    }

    /// The start of a call for which the thread's slot holds nothing. What comes of
    /// it ends by the slow path: its entry reads like a usual one, but nothing is
    /// staged, and its ticks are not zero.
    #[cold]
    #[inline(never)]
    extern "C" fn start_slow(&'static self) -> Begun {
        let entry = self.entry();
        if entry == NONE {
            return Begun { entry, ticks: 0 };
        }
        let sampling = self.site.sampling();
        // SAFETY: the entry is not `NONE`, so it names a shard.
        let shard = unsafe { shard(entry) };
        let timed = if entry & SHARED == 0 {
            let is_due = shard.start_due();
            sampling == Sampling::Every || is_due && shard.is_due(sampling)
        } else {
            shard.start::<Shared>(1);
            sampling == Sampling::Every
        };
        let ticks = if timed { clock::ticks().max(UNTIMED) } else { UNTIMED };
        Begun { entry: entry & !FLAGS | READY, ticks }
    }

    /// The calling thread's entry: [`NONE`] if recording is off, and made if this is
    /// the thread's first call.
    fn entry(&'static self) -> Entry {
        match registry::register(&self.site) {
            Some(id) => thread::attach(id, &self.site.about().shards),
            None if registry::is_recording() => thread::shared(&self.site.about().shards),
            None => NONE,
        }
    }

    /// Adds `n` to a counter.
    #[inline]
    pub fn add(&'static self, n: u64) {
        let slot = self.site.slot.load(Relaxed);
        match thread::at(slot) {
            NONE if slot == OFF => {}
            NONE => self.add_slow(n),
            // SAFETY: a slot holds an entry of this thread.
            entry => unsafe { ready(entry) }.start::<Owned>(n),
        }
    }

    #[cold]
    #[inline(never)]
    extern "C" fn add_slow(&'static self, n: u64) {
        self.with_shard(|own| own.start::<Owned>(n), |shared| shared.start::<Shared>(n));
    }

    /// Records a value in a histogram of values.
    #[inline]
    pub fn record(&'static self, value: u64) {
        let slot = self.site.slot.load(Relaxed);
        match thread::at(slot) {
            NONE if slot == OFF => {}
            NONE => self.record_slow(value),
            // SAFETY: a slot holds an entry of this thread.
            entry => unsafe { ready(entry) }.duration.record::<Owned>(value, 1),
        }
    }

    #[cold]
    #[inline(never)]
    extern "C" fn record_slow(&'static self, value: u64) {
        self.with_shard(
            |own| own.duration.record::<Owned>(value, 1),
            |shared| shared.duration.record::<Shared>(value, 1),
        );
    }

    /// Does `own` to the thread's own shard, or `share` to that of several
    /// writers, or nothing when recording is off.
    fn with_shard(&'static self, own: impl FnOnce(&Shard), share: impl FnOnce(&Shard)) {
        let entry = self.entry();
        if entry == NONE {
            return;
        }
        // SAFETY: the entry is not `NONE`, so it names a shard.
        let shard = unsafe { shard(entry) };
        if entry & SHARED == 0 { own(shard) } else { share(shard) }
    }
}
