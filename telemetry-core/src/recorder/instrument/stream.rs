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
    instrument::{child::child, progress::Progress},
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
    /// The stream, measured at `callsite`.
    fn instrumented(self, callsite: &'static Callsite) -> TimedStream<Self> {
        let items = child(callsite, "items");
        let (progress, gap) = (Progress::waiting(callsite), Progress::waiting(items));
        TimedStream { progress, gap, items, stream: self }
    }
}

impl<S: Stream> InstrumentStream for S {}

/// A stream under measurement; see [`InstrumentStream`].
#[must_use = "streams do nothing unless polled"]
pub struct TimedStream<S> {
    progress: Progress,
    /// Since the last item.
    gap: Progress,
    items: &'static Callsite,
    stream: S,
}

impl<S> fmt::Debug for TimedStream<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TimedStream").field("progress", &self.progress).finish_non_exhaustive()
    }
}

impl<S: Stream> Stream for TimedStream<S> {
    type Item = S::Item;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<S::Item>> {
        // SAFETY: the stream is not moved out of the pinned struct, neither here nor
        // in a destructor, and the other fields need no pinning.
        let Self { progress, items, gap, stream } = unsafe { self.get_unchecked_mut() };
        let (whole, item) = (progress.poll(), gap.poll());
        // SAFETY: it is pinned because the struct around it is.
        let poll = unsafe { Pin::new_unchecked(stream) }.poll_next(context);
        match &poll {
            Poll::Pending => {
                item.pause();
                whole.pause();
            }
            Poll::Ready(Some(_)) => {
                item.end(Outcome::Ok);
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
