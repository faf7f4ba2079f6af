//! A future that waits once, and who polls it.

mod later;

use std::{
    future::Future,
    task::{Context, Poll, Waker},
};

pub(crate) use later::Later;

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
