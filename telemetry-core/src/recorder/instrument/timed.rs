//! A future under measurement.
#![expect(unsafe_code, reason = "the future inside is pinned with its wrapper")]

use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll},
};

use crate::recorder::{callsite::Callsite, instrument::progress::Progress, shard::Outcome};

/// Counts a future from its first poll: how it ended, the wall time to there, and
/// the time spent inside `poll`. Dropped before its end it counts as
/// [`Outcome::Cancelled`]; never polled it counts not at all.
///
/// It adds its state to the future and nothing else: no allocation, and the auto
/// traits are those of the future inside.
#[must_use = "futures do nothing unless you `.await` or poll them"]
pub struct Timed<F, P> {
    // Before the future: an end by dropping is counted, then the future is dropped.
    progress: Progress,
    outcome: P,
    future: F,
}

impl<F: Future, P: Fn(&F::Output) -> Outcome> Timed<F, P> {
    /// `future`, measured at `callsite`; `outcome` looks at what it returns.
    #[inline]
    pub const fn new(callsite: &'static Callsite, future: F, outcome: P) -> Self {
        Self { progress: Progress::waiting(callsite), outcome, future }
    }
}

impl<F, P> fmt::Debug for Timed<F, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Timed").field("progress", &self.progress).finish_non_exhaustive()
    }
}

impl<F: Future, P: Fn(&F::Output) -> Outcome> Future for Timed<F, P> {
    type Output = F::Output;

    #[inline]
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        // SAFETY: the future is not moved out of the pinned struct, neither here
        // nor in a destructor, and the other fields need no pinning.
        let Self { progress, outcome, future } = unsafe { self.get_unchecked_mut() };
        let polling = progress.poll();
        // SAFETY: it is pinned because the struct around it is.
        let poll = unsafe { Pin::new_unchecked(future) }.poll(context);
        match &poll {
            Poll::Ready(ret) => polling.end(outcome(ret)),
            Poll::Pending => polling.pause(),
        }
        poll
    }
}
