//! A future that waits once.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

/// Pending once.
pub(crate) struct Later(pub(crate) bool);

impl Future for Later {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        if std::mem::replace(&mut self.0, true) { Poll::Ready(()) } else { Poll::Pending }
    }
}
