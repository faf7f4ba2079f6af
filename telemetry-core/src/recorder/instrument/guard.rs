//! The guard in front of a function's body or in a scope.
#![expect(clippy::inline_always, reason = "the hot path is one run of instructions")]

use crate::recorder::{callsite::Started, shard::Outcome};

/// Measures until it is dropped. [`scope!`](crate::scope) makes one for a block.
///
/// It counts [`Outcome::Ok`], or [`Outcome::Panic`] if it is dropped by a panic
/// that began after it was made.
#[derive(Debug)]
#[must_use = "a guard measures until it is dropped: bind it to a name, as in `let _guard = …`"]
pub struct Guard<const SAMPLED: bool = false> {
    started: Option<Started<SAMPLED>>,
}

/// Puts what was started under a guard.
#[inline(always)]
pub fn enter<const SAMPLED: bool>(started: Started<SAMPLED>) -> Guard<SAMPLED> {
    Guard { started: Some(started.guarded()) }
}

/// A guard that measures nothing: what `scope!` is with feature `off`.
#[inline]
pub fn inert() -> Guard {
    Guard { started: None }
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
        if let Some(started) = &self.started {
            started.finish_guarded(Outcome::Ok);
        }
    }
}
