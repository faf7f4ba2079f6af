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
        let since = match &self.0 {
            // The first poll begins when the future does.
            State::Waiting(callsite) => {
                let started = callsite.start_future();
                let ticks = started.ticks();
                self.0 = State::Running { started, busy: 0 };
                ticks
            }
            State::Running { started, .. } => started.now(),
            State::Ended => 0,
        };
        Polling { progress: self, since }
    }

    /// It will not be polled again.
    #[cold]
    #[inline(never)]
    fn cancel(&mut self) {
        self.end(Outcome::Cancelled, 0);
    }

    /// It ended in the poll that began at `since`, if that was timed.
    #[inline]
    fn end(&mut self, outcome: Outcome, since: u64) {
        if let State::Running { started, busy } = mem::replace(&mut self.0, State::Ended) {
            let now = started.now();
            let last_poll = if since == 0 { 0 } else { now.saturating_sub(since) };
            started.finish_at(now, outcome, busy + last_poll);
        }
    }
}

impl Drop for Progress {
    #[inline]
    fn drop(&mut self) {
        if matches!(self.0, State::Running { .. }) {
            self.cancel();
        }
    }
}

/// One poll under way; dropped by a panic alone.
pub(super) struct Polling<'a> {
    progress: &'a mut Progress,
    /// Zero if the future is not timed.
    since: u64,
}

impl Polling<'_> {
    /// It is not done.
    #[inline]
    pub(super) fn pause(self) {
        if let State::Running { busy, .. } = &mut self.progress.0
            && self.since != 0
        {
            *busy += clock::ticks().saturating_sub(self.since);
        }
        mem::forget(self);
    }

    /// It is done.
    #[inline]
    pub(super) fn end(self, outcome: Outcome) {
        self.progress.end(outcome, self.since);
        mem::forget(self);
    }
}

impl Drop for Polling<'_> {
    #[cold]
    fn drop(&mut self) {
        self.progress.end(Outcome::Panic, self.since);
    }
}
