//! A future under measurement.
#![expect(unsafe_code, reason = "the future inside is pinned with its wrapper")]

use std::{
    fmt, mem,
    pin::Pin,
    task::{Context, Poll},
};

use crate::recorder::{
    callsite::{Callsite, FutureStarted},
    clock,
    shard::Outcome,
};

/// Counts a future from its first poll: how it ended, the wall time to there, and
/// the time spent inside `poll`. Dropped before its end it counts as
/// [`Outcome::Cancelled`]; never polled it counts not at all.
///
/// It adds its state to the future and nothing else: no allocation, and the auto
/// traits are those of the future inside.
#[must_use = "futures do nothing unless you `.await` or poll them"]
pub struct Timed<F, P> {
    // Before the future: an end by dropping is counted, then the future is dropped.
    state: Progress,
    outcome: P,
    future: F,
}

impl<F: Future, P: Fn(&F::Output) -> Outcome> Timed<F, P> {
    /// `future`, measured at `callsite`; `outcome` looks at what it returns.
    #[inline]
    pub const fn new(callsite: &'static Callsite, future: F, outcome: P) -> Self {
        Self { state: Progress(State::Waiting(callsite)), outcome, future }
    }
}

impl<F, P> fmt::Debug for Timed<F, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Timed").field("state", &self.state.0).finish_non_exhaustive()
    }
}

impl<F: Future, P: Fn(&F::Output) -> Outcome> Future for Timed<F, P> {
    type Output = F::Output;

    #[inline]
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        // SAFETY: the future is not moved out of the pinned struct, neither here
        // nor in a destructor, and the other fields need no pinning.
        let Self { state, outcome, future } = unsafe { self.get_unchecked_mut() };
        let polling = Polling::begin(state);
        // SAFETY: it is pinned because the struct around it is.
        let poll = unsafe { Pin::new_unchecked(future) }.poll(context);
        match &poll {
            Poll::Ready(ret) => polling.end(outcome(ret)),
            Poll::Pending => polling.pause(),
        }
        poll
    }
}

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

/// How far the future has come. Dropped under way, it was cancelled.
struct Progress(State);

impl Progress {
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
struct Polling<'a> {
    progress: &'a mut Progress,
    /// Zero if the future is not timed.
    since: u64,
}

impl<'a> Polling<'a> {
    #[inline]
    fn begin(progress: &'a mut Progress) -> Self {
        if let State::Waiting(callsite) = progress.0 {
            progress.0 = State::Running { started: callsite.start_future(), busy: 0 };
        }
        let since = match &progress.0 {
            State::Running { started, .. } if started.is_timed() => clock::ticks(),
            _ => 0,
        };
        Self { progress, since }
    }

    fn elapsed(&self) -> u64 {
        if self.since == 0 { 0 } else { clock::ticks().saturating_sub(self.since) }
    }

    #[inline]
    fn pause(self) {
        let elapsed = self.elapsed();
        if let State::Running { busy, .. } = &mut self.progress.0 {
            *busy += elapsed;
        }
        mem::forget(self);
    }

    #[inline]
    fn end(self, outcome: Outcome) {
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
