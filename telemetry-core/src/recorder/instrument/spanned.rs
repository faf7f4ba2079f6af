//! A future in a `tracing` span.

use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll},
};

use pin_project_lite::pin_project;
use tracing::Span;

pin_project! {
    /// Opens a span at the first poll, and enters it for each poll and for the drop of the
    /// future, as `#[tracing::instrument]` does.
    ///
    /// Made with the future itself, as `tracing` does it, the span would be opened where an
    /// `async fn` is called and not where it begins to run.
    #[must_use = "futures do nothing unless you `.await` or poll them"]
    pub struct Spanned<F, S> {
        span: Option<Span>,
        open: S,
        // Emptied by the destructor alone, in the span.
        #[pin]
        future: Option<F>,
    }

    impl<F, S> PinnedDrop for Spanned<F, S> {
        fn drop(this: Pin<&mut Self>) {
            let mut this = this.project();
            let _entered = this.span.as_ref().map(Span::enter);
            this.future.set(None);
        }
    }
}

impl<F: Future, S: Fn() -> Span> Spanned<F, S> {
    /// `future`, in the span that `open` opens.
    pub const fn new(future: F, open: S) -> Self {
        Self { span: None, open, future: Some(future) }
    }
}

impl<F, S> fmt::Debug for Spanned<F, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Spanned").field("span", &self.span).finish_non_exhaustive()
    }
}

impl<F: Future, S: Fn() -> Span> Future for Spanned<F, S> {
    type Output = F::Output;

    #[inline]
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        let _entered = this.span.get_or_insert_with(this.open).enter();
        match this.future.as_pin_mut() {
            Some(future) => future.poll(context),
            None => Poll::Pending,
        }
    }
}
