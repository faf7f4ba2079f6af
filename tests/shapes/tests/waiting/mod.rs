//! A future that waits once, and who polls it.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll, Waker},
};

/// The output of a future that is pending a few times at most.
pub(crate) fn poll_once<F: Future>(future: F) -> F::Output {
    let mut future = Box::pin(future);
    for _ in 0..9 {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return output;
        }
    }
    panic!("the future waits for ever")
}

/// Pending once.
pub(crate) struct Later(pub(crate) bool);

impl Future for Later {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        if std::mem::replace(&mut self.0, true) { Poll::Ready(()) } else { Poll::Pending }
    }
}
