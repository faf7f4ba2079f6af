//! The call of a future.

use std::sync::atomic::Ordering::Relaxed;

use super::{begun::UNTIMED, declare::Callsite, finish::Started};
use crate::recorder::{clock, shard::Outcome};

impl Callsite {
    /// Counts the start of a future, at its first poll.
    #[inline]
    pub fn start_future(&'static self) -> FutureStarted {
        // At the first call it is not known yet, and either way is a slow one.
        if self.site.is_sampled.load(Relaxed) {
            self.start_sampled().into()
        } else {
            self.start().into()
        }
    }
}

/// A future under way, from its first poll on. It may move between threads.
#[derive(Debug)]
#[must_use = "a future that is not finished stays in flight"]
pub struct FutureStarted {
    callsite: Option<&'static Callsite>,
    /// Zero if the future is not timed.
    ticks: u64,
}

impl<const SAMPLED: bool> From<Started<SAMPLED>> for FutureStarted {
    #[inline]
    fn from(started: Started<SAMPLED>) -> Self {
        let ticks = if started.ticks > UNTIMED { started.ticks } else { 0 };
        Self { callsite: started.is_recording().then_some(started.callsite), ticks }
    }
}

impl FutureStarted {
    /// Whether the future is recorded at all.
    pub fn is_recording(&self) -> bool {
        self.callsite.is_some()
    }

    /// The same future, for a destructor, which has no more than a reference.
    #[inline]
    pub(crate) fn take(&mut self) -> Self {
        Self { callsite: self.callsite.take(), ticks: self.ticks }
    }

    /// The ticks at this moment; zero if it is not timed.
    #[inline]
    pub(crate) fn now(&self) -> u64 {
        if self.ticks == 0 { 0 } else { clock::ticks() }
    }

    /// The ticks at which it started; zero if it is not timed.
    #[inline]
    pub(crate) fn ticks(&self) -> u64 {
        self.ticks
    }

    /// Counts the end, the time since the start, and the ticks spent in `poll`.
    #[inline]
    pub fn finish(self, outcome: Outcome, busy_ticks: u64) {
        let now = self.now();
        self.finish_at(now, outcome, busy_ticks);
    }

    /// As [`FutureStarted::finish`], with the end's ticks read already.
    #[inline]
    pub(crate) fn finish_at(self, now: u64, outcome: Outcome, busy_ticks: u64) {
        if let Some(callsite) = self.callsite {
            let elapsed = (self.ticks != 0).then(|| now.saturating_sub(self.ticks));
            callsite.end(elapsed, outcome, Some(busy_ticks));
        }
    }
}
