//! A callsite, and the hot path through it.
#![expect(unsafe_code, reason = "the thread's shard is reached by pointer")]
#![expect(clippy::inline_always, reason = "the hot path is one run of instructions")]

use std::{marker::PhantomData, panic::RefUnwindSafe, ptr, sync::atomic::Ordering::Relaxed};

use crate::recorder::{
    clock,
    histogram::{Owned, Shared, Writer},
    registry,
    sampling::Sampling,
    shard::{Outcome, Shard},
    site::{Description, Kind, Name, OFF, Site},
    thread::{self, Entry, FLAGS, NONE, OS_CLOCK, SHARED, UNWINDING},
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

// A panic leaves no counter half written, so a future or closure that holds a
// callsite may cross an unwind boundary if the rest of it may.
impl RefUnwindSafe for Callsite {}

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

    #[cfg(any(feature = "stream", feature = "locks"))]
    pub(crate) fn name(&self) -> &str {
        self.site.name()
    }

    /// Whether [`Callsite::start_sampled`] is the way to start.
    #[cfg(feature = "locks")]
    pub(crate) const fn is_sampled(&self) -> bool {
        !matches!(self.site.description.sampling, Sampling::Every)
    }

    /// A callsite of calls like this one, under another name.
    #[cfg(any(feature = "stream", feature = "locks"))]
    pub(crate) const fn sibling(&self, name: Name) -> Self {
        let Description { module, file, line, labels, slot, sampling, level, .. } =
            self.site.description;
        let mut sibling = Self::timed(name, module, file, line);
        sibling.site.description.labels = labels;
        sibling.site.description.slot = slot;
        sibling.site.description.sampling = sampling;
        sibling.site.description.level = level;
        sibling
    }

    pub(crate) const fn labels(&self) -> &'static [(&'static str, &'static str)] {
        self.site.description.labels
    }

    /// The calling thread's entry: [`NONE`] if recording is off, and made if
    /// this is the thread's first call.
    #[inline(always)]
    fn entry(&'static self) -> Entry {
        let state = self.site.state.load(Relaxed);
        if state & OFF != 0 {
            return NONE;
        }
        match thread::entry(state) {
            NONE => self.attach(),
            entry => entry,
        }
    }

    #[cold]
    #[inline(never)]
    fn attach(&'static self) -> Entry {
        match registry::register(&self.site) {
            Some(id) => thread::attach(id, &self.site.shards),
            None if registry::is_recording() => thread::shared(&self.site.shards),
            None => NONE,
        }
    }

    /// Counts a start and reads the clock.
    #[inline(always)]
    pub fn start(&'static self) -> Started {
        self.begin()
    }

    /// Counts a start, and reads the clock if this call is one to be timed.
    #[inline(always)]
    pub fn start_sampled(&'static self) -> Started<true> {
        self.begin()
    }

    /// Counts a start and never reads the clock; for [`Sampling::Never`].
    #[inline(always)]
    pub fn start_counted(&'static self) -> Started<true> {
        let mut entry = NONE;
        let state = self.site.state.load(Relaxed);
        if state & OFF == 0 {
            entry = thread::entry(state);
            if entry & FLAGS == 0 {
                // SAFETY: an entry without flags is this thread's own shard.
                unsafe { shard(entry) }.start::<Owned>(1);
            } else {
                (entry, _) = self.begin_slow();
            }
        }
        Started { callsite: self, entry, ticks: 0, not_send: PhantomData }
    }

    #[inline(always)]
    fn begin<const SAMPLED: bool>(&'static self) -> Started<SAMPLED> {
        let (mut entry, mut ticks) = (NONE, 0);
        let state = self.site.state.load(Relaxed);
        if state & OFF == 0 {
            entry = thread::entry(state);
            if entry & FLAGS == 0 {
                // SAFETY: an entry without flags is this thread's own shard.
                let shard = unsafe { shard(entry) };
                shard.start::<Owned>(1);
                if !SAMPLED {
                    ticks = clock::tsc();
                } else if !shard.sampler.passes() {
                    ticks = self.begin_due(shard);
                }
            } else {
                (entry, ticks) = self.begin_slow();
            }
        }
        Started { callsite: self, entry, ticks, not_send: PhantomData }
    }

    /// The ticks at which a call starts that may be one to be timed.
    #[cold]
    #[inline(never)]
    fn begin_due(&'static self, shard: &Shard) -> u64 {
        if shard.sampler.is_due(self.site.description.sampling) { clock::tsc() } else { 0 }
    }

    /// The start of a thread's first call, of one without a shard of its own, or
    /// of one on a machine without a reliable TSC.
    #[cold]
    #[inline(never)]
    fn begin_slow(&'static self) -> (Entry, u64) {
        let entry = self.entry();
        if entry & NONE != 0 {
            return (NONE, 0);
        }
        let sampling = self.site.description.sampling;
        // SAFETY: the entry is not `NONE`, so it names a shard.
        let shard = unsafe { shard(entry) };
        let timed = if entry & SHARED == 0 {
            shard.start::<Owned>(1);
            sampling == Sampling::Every || !shard.sampler.passes() && shard.sampler.is_due(sampling)
        } else {
            shard.start::<Shared>(1);
            sampling == Sampling::Every
        };
        (entry, if timed { clock::ticks() } else { 0 })
    }

    /// Does `own` to the thread's own shard, or `share` to that of several
    /// writers, or nothing when recording is off.
    #[inline(always)]
    fn with_shard(&'static self, own: impl FnOnce(&Shard), share: impl FnOnce(&Shard)) {
        let entry = self.entry();
        if entry & NONE != 0 {
            return;
        }
        // SAFETY: the entry is not `NONE`, so it names a shard.
        let shard = unsafe { shard(entry) };
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
        let Started { entry, ticks, .. } = match self.site.description.sampling {
            Sampling::Every => self.start(),
            _ => self.start_sampled().into_every(),
        };
        FutureStarted { callsite: (entry & NONE == 0).then_some(self), ticks }
    }

    /// The entry of a call that ends. Recording may have been turned off since it
    /// began: its end is counted all the same, or it would stay in flight.
    fn end_entry(&'static self) -> Entry {
        match thread::entry(self.site.state.load(Relaxed)) {
            NONE => thread::shared(&self.site.shards),
            entry => entry,
        }
    }

    /// Counts the end of a call that began at `ticks`, if it was timed, wherever
    /// it ends.
    #[cold]
    #[inline(never)]
    fn finish_slow(&'static self, ticks: u64, outcome: Outcome) {
        self.end(ticks, outcome, None);
    }

    fn end(&'static self, ticks: u64, outcome: Outcome, busy: Option<u64>) {
        let entry = self.end_entry();
        // SAFETY: `end_entry` gives no entry without a shard.
        let shard = unsafe { shard(entry) };
        if entry & SHARED == 0 {
            self.write::<Owned>(shard, ticks, outcome, busy);
        } else {
            self.write::<Shared>(shard, ticks, outcome, busy);
        }
    }

    fn write<W: Writer>(&self, shard: &Shard, ticks: u64, outcome: Outcome, busy: Option<u64>) {
        if ticks != 0 {
            let elapsed = clock::ticks().saturating_sub(ticks);
            let weight = match self.site.description.sampling {
                Sampling::Every | Sampling::Never => 1,
                Sampling::OneIn(stride) => u64::from(stride.get()),
                Sampling::Auto => shard.sampler.weight().max(1),
            };
            if W::IS_OWNER && self.site.description.sampling == Sampling::Every {
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

/// The shard of an entry.
///
/// # Safety
///
/// The entry names a shard of the calling thread, or a shared one.
#[inline(always)]
unsafe fn shard<'a>(entry: Entry) -> &'a Shard {
    // SAFETY: the caller's contract. A thread's shards live until it ends, and
    // shared ones for ever.
    unsafe { &*ptr::with_exposed_provenance(entry & !FLAGS) }
}

/// A call under way. Dropping it without [`Started::finish`] leaves the call in
/// flight.
#[derive(Debug)]
#[must_use = "a call that is not finished stays in flight"]
pub struct Started<const SAMPLED: bool = false> {
    callsite: &'static Callsite,
    entry: Entry,
    /// Zero if the call is not timed.
    ticks: u64,
    /// The shard is the thread's own.
    not_send: PhantomData<*const ()>,
}

impl Started<true> {
    fn into_every(self) -> Started {
        let Self { callsite, entry, ticks, not_send } = self;
        Started { callsite, entry, ticks, not_send }
    }
}

impl<const SAMPLED: bool> Started<SAMPLED> {
    /// Whether the call is recorded at all.
    #[inline(always)]
    pub fn is_recording(&self) -> bool {
        self.entry & NONE == 0
    }

    /// The same call, for a destructor, which has no more than a reference. Field
    /// by field: a move would read several at once that were written one by one,
    /// and wait until they have all reached the cache.
    #[inline(always)]
    fn same(&self) -> Self {
        let Self { callsite, entry, ticks, not_send } = *self;
        Self { callsite, entry, ticks, not_send }
    }

    /// Notes whether a panic is unwinding, for [`Started::finish_guarded`]. In the
    /// entry, where one test on the way out sees it together with all else that
    /// is not usual.
    #[inline(always)]
    pub(crate) fn guarded(mut self) -> Self {
        if self.is_recording() && std::thread::panicking() {
            self.entry |= UNWINDING;
        }
        self
    }

    /// Ends a call in its guard's destructor: with `outcome`, or with
    /// [`Outcome::Panic`] if a panic runs the destructor that began after the call.
    /// A call that some destructor made while a panic was unwinding has ended well.
    #[inline(always)]
    pub(crate) fn finish_guarded(&self, outcome: Outcome) {
        if !self.is_recording() {
            return;
        }
        if std::thread::panicking() {
            self.same().finish_unwinding(outcome);
        } else {
            self.same().finish(outcome);
        }
    }

    #[cold]
    #[inline(never)]
    fn finish_unwinding(self, outcome: Outcome) {
        let began_so = self.entry & UNWINDING != 0;
        self.finish(if began_so { outcome } else { Outcome::Panic });
    }

    /// Counts the end and, if the call is timed, its duration.
    #[inline(always)]
    pub fn finish(self, outcome: Outcome) {
        if self.entry & FLAGS == 0 && thread::has_shards() {
            // SAFETY: an entry without flags is the shard of this thread, since a
            // `Started` stays on it, and the thread has not ended.
            let shard = unsafe { shard(self.entry) };
            if !SAMPLED {
                shard.defer(clock::tsc().saturating_sub(self.ticks));
            } else if self.ticks != 0 {
                record_sampled(shard, self.ticks);
            }
            shard.end::<Owned>(outcome);
        } else if self.is_recording() {
            self.callsite.finish_slow(self.ticks, outcome);
        }
    }
}

/// Out of line, so that the calls that are not timed stay short.
#[cold]
#[inline(never)]
fn record_sampled(shard: &Shard, ticks: u64) {
    let elapsed = clock::tsc().saturating_sub(ticks);
    shard.duration.record::<Owned>(elapsed, shard.sampler.weight());
}

/// A future under way, from its first poll on. It may move between threads.
#[derive(Debug)]
#[must_use = "a future that is not finished stays in flight"]
pub struct FutureStarted {
    callsite: Option<&'static Callsite>,
    /// Zero if the future is not timed.
    ticks: u64,
}

impl FutureStarted {
    /// Whether the future is recorded at all.
    pub fn is_recording(&self) -> bool {
        self.callsite.is_some()
    }

    /// Whether its duration is measured.
    #[inline]
    pub(crate) fn is_timed(&self) -> bool {
        self.ticks != 0
    }

    /// Counts the end, the time since the start, and the ticks spent in `poll`.
    #[inline]
    pub fn finish(self, outcome: Outcome, busy_ticks: u64) {
        if let Some(callsite) = self.callsite {
            callsite.end(self.ticks, outcome, Some(busy_ticks));
        }
    }
}

const _: () = assert!(OS_CLOCK & NONE == 0 && SHARED & NONE == 0);
