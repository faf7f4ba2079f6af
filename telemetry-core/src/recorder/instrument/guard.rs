//! The guard in front of a function's body or in a scope.
#![expect(clippy::inline_always, reason = "the hot path is one run of instructions")]

use std::thread;

use crate::recorder::{callsite::Started, shard::Outcome};

/// Measures until it is dropped. [`scope!`](crate::scope) makes one for a block.
///
/// It counts [`Outcome::Ok`], or [`Outcome::Panic`] if it is dropped by a panic
/// that began after it was made.
#[derive(Debug)]
#[must_use = "a guard measures until it is dropped: bind it to a name, as in `let _guard = …`"]
pub struct Guard<const SAMPLED: bool = false> {
    started: Option<Started<SAMPLED>>,
    /// The function was called by a destructor that a panic runs: returning
    /// from it is no panic of its own.
    was_panicking: bool,
}

/// Puts what was started under a guard.
#[inline(always)]
pub fn enter<const SAMPLED: bool>(started: Started<SAMPLED>) -> Guard<SAMPLED> {
    Guard { started: Some(started), was_panicking: thread::panicking() }
}

/// A guard that measures nothing: what `scope!` is with feature `off`.
#[inline]
pub fn inert() -> Guard {
    Guard { started: None, was_panicking: false }
}

impl<const SAMPLED: bool> Guard<SAMPLED> {
    /// Ends the measurement here and counts `outcome`.
    #[inline]
    pub fn finish(mut self, outcome: Outcome) {
        if let Some(started) = self.started.take() {
            started.finish(outcome);
        }
    }
}

impl<const SAMPLED: bool> Drop for Guard<SAMPLED> {
    #[inline(always)]
    fn drop(&mut self) {
        let Some(started) = &self.started else { return };
        if thread::panicking() {
            unwound(started.same(), self.was_panicking);
        } else {
            started.same().finish(Outcome::Ok);
        }
    }
}

#[cold]
#[inline(never)]
pub(super) fn unwound<const SAMPLED: bool>(started: Started<SAMPLED>, was_panicking: bool) {
    started.finish(if was_panicking { Outcome::Ok } else { Outcome::Panic });
}
