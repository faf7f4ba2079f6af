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
    Guard { watched: Some(Watched::new(call)) }
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
}

impl<const SAMPLED: bool> Watched<SAMPLED> {
    #[inline]
    pub(super) fn new(call: impl Begin<SAMPLED>) -> Self {
        Self { started: call.watched() }
    }

    /// Ends the call with `outcome`, or with [`Outcome::Panic`] if a panic runs the
    /// destructor that began after the call. A call that some destructor made while
    /// a panic was unwinding has ended well.
    #[inline]
    pub(super) fn end(&self, outcome: Outcome) {
        self.started.finish_watched(outcome);
    }
}
