//! The guard in front of a function's body or in a scope.

use crate::recorder::{
    callsite::{Begin, Started},
    shard::Outcome,
};

/// Measures until it is dropped. [`scope!`](crate::scope) makes one for a block.
///
/// It counts [`Outcome::Ok`], or [`Outcome::Panic`] if it is dropped by a panic
/// that began after it was made.
#[derive(Debug)]
#[must_use = "a guard measures until it is dropped: bind it to a name, as in `let _guard = …`"]
pub struct Guard<const SAMPLED: bool = false> {
    watched: Option<Watched<SAMPLED>>,
}

/// Puts a call under a guard.
#[inline]
pub fn enter<const SAMPLED: bool>(call: impl Begin<SAMPLED>) -> Guard<SAMPLED> {
    Guard { watched: Some(Watched::new(call.begun())) }
}

/// A guard that measures nothing: what `scope!` is with feature `off`.
#[inline]
pub fn inert() -> Guard {
    Guard { watched: None }
}

impl<const SAMPLED: bool> Guard<SAMPLED> {
    /// Ends the measurement here and counts `outcome`.
    #[inline]
    pub fn finish(mut self, outcome: Outcome) {
        if let Some(watched) = self.watched.take() {
            watched.started.finish(outcome);
        }
    }
}

impl<const SAMPLED: bool> Drop for Guard<SAMPLED> {
    #[inline]
    fn drop(&mut self) {
        if let Some(watched) = &self.watched {
            watched.end(Outcome::Ok);
        }
    }
}

/// A call that ends in a destructor, which has to find out whether it runs because
/// of a panic.
#[derive(Debug)]
pub(super) struct Watched<const SAMPLED: bool> {
    started: Started<SAMPLED>,
    /// Whether a panic was unwinding when the call began.
    began_unwinding: bool,
}

impl<const SAMPLED: bool> Watched<SAMPLED> {
    #[inline]
    pub(super) fn new(started: Started<SAMPLED>) -> Self {
        let began_unwinding = started.is_recording() && is_unwinding();
        Self { started, began_unwinding }
    }

    /// Ends the call with `outcome`, or with [`Outcome::Panic`] if a panic runs the
    /// destructor that began after the call. A call that some destructor made while
    /// a panic was unwinding has ended well.
    #[inline]
    pub(super) fn end(&self, outcome: Outcome) {
        if !self.started.is_recording() {
            return;
        }
        if is_unwinding() {
            self.end_unwinding(outcome);
        } else {
            self.started.same().finish(outcome);
        }
    }

    #[cold]
    #[inline(never)]
    fn end_unwinding(&self, outcome: Outcome) {
        let outcome = if self.began_unwinding { outcome } else { Outcome::Panic };
        self.started.same().finish(outcome);
    }
}

/// Whether a panic is unwinding this thread. As a foreign function it cannot unwind
/// itself, so that no clean-up is compiled for what stands around it.
#[inline]
extern "C" fn is_unwinding() -> bool {
    std::thread::panicking()
}
