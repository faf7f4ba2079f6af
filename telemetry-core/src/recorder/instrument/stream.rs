//! A stream under measurement.
#![expect(unsafe_code, reason = "the stream inside is pinned with its wrapper")]

use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll},
};

use futures_core::Stream;

use crate::recorder::{
    callsite::Callsite,
    instrument::{
        child::child,
        classify::{Classify, Probe},
        progress::Progress,
    },
    shard::Outcome,
};

/// Measures streams.
///
/// The stream counts at its callsite, from its first poll to its end, with the time
/// inside `poll_next` apart; dropped before its end it was cancelled. Its items count
/// at `{name}.items`: how many, and as their durations the gaps, from one item (or the
/// first poll) to the next. The end of the stream counts as `none` there.
///
/// ```text
/// let rows = rows.instrumented(callsite!("scan.rows"));
/// ```
pub trait InstrumentStream: Stream + Sized {
    /// The stream, measured at `callsite`. Whatever its items are, they count as
    /// [`Outcome::Ok`].
    fn instrumented(
        self,
        callsite: &'static Callsite,
    ) -> TimedStream<Self, fn(&Self::Item) -> Outcome> {
        TimedStream::new(callsite, self, |_| Outcome::Ok)
    }

    /// The stream, measured at `callsite`; each item says itself how it ended. The stream
    /// as a whole is a success when it has come to its end, whatever its items were.
    fn instrumented_result(
        self,
        callsite: &'static Callsite,
    ) -> TimedStream<Self, fn(&Self::Item) -> Outcome>
    where
        Self::Item: Classify,
    {
        TimedStream::new(callsite, self, |item| Probe(item).__telemetry_outcome())
    }
}

impl<S: Stream> InstrumentStream for S {}

/// A stream under measurement; see [`InstrumentStream`].
#[must_use = "streams do nothing unless polled"]
pub struct TimedStream<S, P> {
    progress: Progress,
    /// Since the last item.
    gap: Progress,
    items: &'static Callsite,
    outcome: P,
    stream: S,
}

impl<S: Stream, P: Fn(&S::Item) -> Outcome> TimedStream<S, P> {
    fn new(callsite: &'static Callsite, stream: S, outcome: P) -> Self {
        let items = child(callsite, "items");
        let (progress, gap) = (Progress::waiting(callsite), Progress::waiting(items));
        Self { progress, gap, items, outcome, stream }
    }
}

impl<S, P> fmt::Debug for TimedStream<S, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TimedStream").field("progress", &self.progress).finish_non_exhaustive()
    }
}

impl<S: Stream, P: Fn(&S::Item) -> Outcome> Stream for TimedStream<S, P> {
    type Item = S::Item;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<S::Item>> {
        // SAFETY: the stream is not moved out of the pinned struct, neither here nor
        // in a destructor, and the other fields need no pinning.
        let Self { progress, items, gap, outcome, stream } = unsafe { self.get_unchecked_mut() };
        let (whole, item) = (progress.poll(), gap.poll());
        // SAFETY: it is pinned because the struct around it is.
        let poll = unsafe { Pin::new_unchecked(stream) }.poll_next(context);
        match &poll {
            Poll::Pending => {
                item.pause();
                whole.pause();
            }
            Poll::Ready(Some(ret)) => {
                item.end(outcome(ret));
                whole.pause();
                *gap = Progress::running(items);
            }
            Poll::Ready(None) => {
                item.end(Outcome::None);
                whole.end(Outcome::Ok);
            }
        }
        poll
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.stream.size_hint()
    }
}
