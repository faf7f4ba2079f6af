//! A callsite, and the hot path through it.
#![expect(unsafe_code, reason = "the thread's shard is reached by pointer")]
#![expect(clippy::inline_always, reason = "the hot path is one run of instructions")]

use std::{marker::PhantomData, ptr, sync::atomic::Ordering::Relaxed};

use crate::recorder::{
    clock,
    histogram::{Owned, Shared, Writer},
    registry,
    sampling::Sampling,
    shard::{Outcome, Shard},
    site::{Description, Kind, Name, OFF, Site},
    thread::{self, Entry, FLAGS, NONE, OS_CLOCK, SHARED},
};

/// One instrumented function, scope, counter or histogram of values. Always a
/// `static`.
///
/// The macros write these; by hand:
///
/// ```
/// use telemetry_core::{Callsite, Name, Outcome};
///
/// static COMPACT: Callsite =
///     Callsite::timed(Name::Given("lsm.compact"), module_path!(), file!(), line!());
///
/// let started = COMPACT.start();
/// // … the work …
/// started.finish(Outcome::Ok);
/// assert_eq!(telemetry_core::snapshot().find("lsm.compact").unwrap().ok(), 1);
/// ```
pub struct Callsite {
    site: Site,
}

impl std::fmt::Debug for Callsite {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Description { kind, file, line, .. } = &self.site.description;
        write!(f, "Callsite({kind:?}, {file}:{line})")
    }
}

impl Callsite {
    /// A callsite of calls, or of passes through a scope.
    pub const fn timed(name: Name, module: &'static str, file: &'static str, line: u32) -> Self {
        Self::new(Kind::Timed, name, module, file, line)
    }

    /// A callsite that counts.
    pub const fn counter(name: Name, module: &'static str, file: &'static str, line: u32) -> Self {
        Self::new(Kind::Counter, name, module, file, line)
    }

    /// A callsite that records values.
    pub const fn values(name: Name, module: &'static str, file: &'static str, line: u32) -> Self {
        Self::new(Kind::Values, name, module, file, line)
    }

    const fn new(
        kind: Kind,
        name: Name,
        module: &'static str,
        file: &'static str,
        line: u32,
    ) -> Self {
        let description = Description::new(kind, name, module, file, line);
        Self { site: Site::new(description) }
    }

    /// Static labels, as `(key, value)`.
    #[must_use]
    pub const fn with_labels(mut self, labels: &'static [(&'static str, &'static str)]) -> Self {
        self.site.description.labels = labels;
        self
    }

    /// One more label, for the callsites of an array that differ in it.
    #[must_use]
    pub const fn with_slot(mut self, key: &'static str, value: &'static str) -> Self {
        self.site.description.slot = Some((key, value));
        self
    }

    /// Which calls are timed by [`Callsite::start_sampled`]. Default: every one.
    #[must_use]
    pub const fn with_sampling(mut self, sampling: Sampling) -> Self {
        self.site.description.sampling = sampling;
        self
    }

    /// From which details level on the report has it. Default: 1.
    #[must_use]
    pub const fn with_level(mut self, level: u8) -> Self {
        self.site.description.level = level;
        self
    }

    /// What it measures, in words.
    #[must_use]
    pub const fn with_description(mut self, text: &'static str) -> Self {
        self.site.description.text = text;
        self
    }

    /// The unit of the values, for example `bytes`.
    #[must_use]
    pub const fn with_unit(mut self, unit: &'static str) -> Self {
        self.site.description.unit = unit;
        self
    }

    /// Makes these values part of `parent`'s entry in snapshots.
    #[must_use]
    pub const fn of(mut self, parent: &'static Callsite) -> Self {
        self.site.description.parent = Some(&parent.site);
        self
    }

    /// The calling thread's shard, or [`NONE`] if that takes the slow path.
    #[inline(always)]
    fn entry(&self) -> Entry {
        thread::entry(self.site.state.load(Relaxed))
    }

    #[inline(always)]
    fn is_off(&self) -> bool {
        self.site.state.load(Relaxed) & OFF != 0
    }

    /// Counts a start and reads the clock.
    #[inline(always)]
    pub fn start(&'static self) -> Started {
        if self.is_off() {
            return Started::nothing(self);
        }
        let entry = self.entry();
        if entry & FLAGS != 0 {
            return self.start_slow();
        }
        // SAFETY: an entry without flags is this thread's own shard.
        unsafe { owned(entry) }.start::<Owned>(1);
        Started::new(self, entry, clock::tsc(), 1)
    }

    /// Counts a start, and reads the clock if this call is one to be timed.
    #[inline(always)]
    pub fn start_sampled(&'static self) -> Started {
        if self.is_off() {
            return Started::nothing(self);
        }
        let entry = self.entry();
        if entry & FLAGS != 0 {
            return self.start_slow();
        }
        // SAFETY: an entry without flags is this thread's own shard.
        let shard = unsafe { owned(entry) };
        shard.start::<Owned>(1);
        match shard.sampler.next(self.site.description.sampling) {
            0 => Started::new(self, entry, 0, 0),
            weight => Started::new(self, entry, clock::tsc(), weight),
        }
    }

    /// The first call of a thread, one of a thread that is ending, or one that
    /// is timed by the operating system's clock.
    #[cold]
    #[inline(never)]
    fn start_slow(&'static self) -> Started {
        let Some(entry) = self.attach() else { return Started::nothing(self) };
        // SAFETY: `attach` gives no entry without a shard.
        let shard = unsafe { owned(entry) };
        let weight = if entry & SHARED == 0 {
            shard.start::<Owned>(1);
            shard.sampler.next(self.site.description.sampling)
        } else {
            shard.start::<Shared>(1);
            1
        };
        let ticks = if weight == 0 { 0 } else { clock::ticks() };
        Started::new(self, entry, ticks, weight)
    }

    /// The calling thread's entry, made if need be; `None` if this use is not to
    /// be recorded.
    fn attach(&'static self) -> Option<Entry> {
        match registry::register(&self.site) {
            Some(id) => Some(thread::attach(id, &self.site.shards)),
            None if registry::is_recording() => Some(thread::shared(&self.site.shards)),
            None => None,
        }
    }

    /// Does `owned` to the thread's own shard, or `shared` to that of several
    /// writers, or nothing when recording is off.
    #[inline(always)]
    fn with_shard(&'static self, own: impl FnOnce(&Shard), share: impl FnOnce(&Shard)) {
        if self.is_off() {
            return;
        }
        let mut entry = self.entry();
        if entry & NONE != 0 {
            match self.attach() {
                Some(attached) => entry = attached,
                None => return,
            }
        }
        // SAFETY: the entry is not `NONE`, so it names a shard.
        let shard = unsafe { owned(entry) };
        if entry & SHARED == 0 { own(shard) } else { share(shard) }
    }

    /// Adds `n` to a counter.
    #[inline]
    pub fn add(&'static self, n: u64) {
        self.with_shard(|own| own.start::<Owned>(n), |shared| shared.start::<Shared>(n));
    }

    /// Records a value in a histogram of values.
    #[inline]
    pub fn record(&'static self, value: u64) {
        self.with_shard(
            |own| own.duration.record::<Owned>(value, 1),
            |shared| shared.duration.record::<Shared>(value, 1),
        );
    }

    /// Counts the start of a future, at its first poll.
    #[inline]
    pub fn start_future(&'static self) -> FutureStarted {
        let started = self.start_sampled();
        let callsite = (started.entry & NONE == 0).then_some(self);
        FutureStarted { callsite, ticks: started.ticks, weight: started.weight }
    }
}

/// The shard of an entry.
///
/// # Safety
///
/// The entry names a shard of the calling thread, or a shared one.
#[inline(always)]
unsafe fn owned<'a>(entry: Entry) -> &'a Shard {
    // SAFETY: the caller's contract. A thread's shards live until it ends, and
    // shared ones for ever.
    unsafe { &*ptr::with_exposed_provenance(entry & !FLAGS) }
}

/// A call under way. Dropping it without [`Started::finish`] leaves the call in
/// flight.
#[derive(Debug)]
#[must_use = "a call that is not finished stays in flight"]
pub struct Started {
    callsite: &'static Callsite,
    entry: Entry,
    /// Zero if the call is not timed.
    ticks: u64,
    weight: u64,
    /// The shard is the thread's own.
    not_send: PhantomData<*const ()>,
}

impl Started {
    #[inline(always)]
    fn new(callsite: &'static Callsite, entry: Entry, ticks: u64, weight: u64) -> Self {
        Self { callsite, entry, ticks, weight, not_send: PhantomData }
    }

    #[inline(always)]
    fn nothing(callsite: &'static Callsite) -> Self {
        Self::new(callsite, NONE, 0, 0)
    }

    /// Whether the call is recorded at all.
    #[inline(always)]
    pub fn is_recording(&self) -> bool {
        self.entry & NONE == 0
    }

    /// Counts the end and, if the call is timed, its duration.
    #[inline(always)]
    pub fn finish(self, outcome: Outcome) {
        if self.entry & FLAGS == 0 && thread::has_shards() {
            // SAFETY: an entry without flags is the shard of this thread, since a
            // `Started` stays on it, and the thread has not ended.
            let shard = unsafe { owned(self.entry) };
            if self.ticks != 0 {
                let elapsed = clock::tsc().saturating_sub(self.ticks);
                shard.duration.record::<Owned>(elapsed, self.weight);
            }
            shard.end::<Owned>(outcome);
        } else if self.is_recording() {
            self.finish_slow(outcome);
        }
    }

    #[cold]
    #[inline(never)]
    fn finish_slow(self, outcome: Outcome) {
        let future =
            FutureStarted { callsite: Some(self.callsite), ticks: self.ticks, weight: self.weight };
        future.end(outcome, None);
    }
}

/// A future under way, from its first poll on. It may move between threads.
#[derive(Debug)]
#[must_use = "a future that is not finished stays in flight"]
pub struct FutureStarted {
    callsite: Option<&'static Callsite>,
    ticks: u64,
    weight: u64,
}

impl FutureStarted {
    /// Whether the future is recorded at all.
    pub fn is_recording(&self) -> bool {
        self.callsite.is_some()
    }

    /// Counts the end, the time since the start, and the ticks spent in `poll`.
    #[inline]
    pub fn finish(self, outcome: Outcome, busy_ticks: u64) {
        self.end(outcome, Some(busy_ticks));
    }

    fn end(self, outcome: Outcome, busy: Option<u64>) {
        let Some(callsite) = self.callsite else { return };
        let entry = match callsite.entry() {
            entry if entry & NONE == 0 => entry,
            // Recording may have been turned off meanwhile: an end is counted
            // all the same, or the call would stay in flight.
            _ => thread::shared(&callsite.site.shards),
        };
        // SAFETY: the entry is not `NONE`, so it names a shard.
        let shard = unsafe { owned(entry) };
        if entry & SHARED == 0 {
            self.write::<Owned>(shard, outcome, busy);
        } else {
            self.write::<Shared>(shard, outcome, busy);
        }
    }

    #[inline(always)]
    fn write<W: Writer>(&self, shard: &Shard, outcome: Outcome, busy: Option<u64>) {
        if self.ticks != 0 {
            let elapsed = clock::ticks().saturating_sub(self.ticks);
            shard.duration.record::<W>(elapsed, self.weight);
            if let Some(busy) = busy {
                shard.busy().record::<W>(busy, self.weight);
            }
        }
        shard.end::<W>(outcome);
    }
}

const _: () = assert!(OS_CLOCK & NONE == 0 && SHARED & NONE == 0);
