//! The measurement of what is polled: a future, a stream, the wait for an item.

use std::mem;

use crate::recorder::{
    callsite::{Callsite, FutureStarted},
    clock,
    shard::Outcome,
};

#[derive(Debug)]
enum State {
    Waiting(&'static Callsite),
    Running {
        started: FutureStarted,
        /// Ticks spent in `poll`.
        busy: u64,
    },
    Ended,
}

/// How far it has come. Dropped under way, it was cancelled.
#[derive(Debug)]
pub(super) struct Progress(State);

impl Progress {
    /// It counts from the first poll on.
    pub(super) const fn waiting(callsite: &'static Callsite) -> Self {
        Self(if cfg!(feature = "off") { State::Ended } else { State::Waiting(callsite) })
    }

    /// It counts from now on.
    #[cfg(feature = "stream")]
    pub(super) fn running(callsite: &'static Callsite) -> Self {
        Self(State::Running { started: callsite.start_future(), busy: 0 })
    }

    /// A poll begins.
    #[inline]
    pub(super) fn poll(&mut self) -> Polling<'_> {
        if let State::Waiting(callsite) = self.0 {
            self.0 = State::Running { started: callsite.start_future(), busy: 0 };
        }
        let since = match &self.0 {
            State::Running { started, .. } if started.is_timed() => clock::ticks(),
            _ => 0,
        };
        Polling { progress: self, since }
    }

    fn end(&mut self, outcome: Outcome, last_poll: u64) {
        if let State::Running { started, busy } = mem::replace(&mut self.0, State::Ended) {
            started.finish(outcome, busy + last_poll);
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.end(Outcome::Cancelled, 0);
    }
}

/// One poll under way; dropped by a panic alone.
pub(super) struct Polling<'a> {
    progress: &'a mut Progress,
    /// Zero if the future is not timed.
    since: u64,
}

impl Polling<'_> {
    fn elapsed(&self) -> u64 {
        if self.since == 0 { 0 } else { clock::ticks().saturating_sub(self.since) }
    }

    /// It is not done.
    #[inline]
    pub(super) fn pause(self) {
        let elapsed = self.elapsed();
        if let State::Running { busy, .. } = &mut self.progress.0 {
            *busy += elapsed;
        }
        mem::forget(self);
    }

    /// It is done.
    #[inline]
    pub(super) fn end(self, outcome: Outcome) {
        let elapsed = self.elapsed();
        self.progress.end(outcome, elapsed);
        mem::forget(self);
    }
}

impl Drop for Polling<'_> {
    #[cold]
    fn drop(&mut self) {
        let elapsed = self.elapsed();
        self.progress.end(Outcome::Panic, elapsed);
    }
}
