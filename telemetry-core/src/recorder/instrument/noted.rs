//! The guard of a body that must stay where it is, because a closure around it
//! would change what it means: the values that leave it are noted on the way.

use std::cell::Cell;

use crate::recorder::{callsite::Begin, instrument::guard::Watched, shard::Outcome};

/// Measures until it is dropped, and counts the outcome that was noted last.
#[derive(Debug)]
pub struct Noted<const SAMPLED: bool> {
    watched: Watched<SAMPLED>,
    outcome: Cell<Outcome>,
}

impl<const SAMPLED: bool> Noted<SAMPLED> {
    /// A guard that has noted nothing: [`Outcome::Ok`].
    #[inline]
    pub fn new(call: impl Begin<SAMPLED>) -> Self {
        Self { watched: Watched::new(call), outcome: Cell::new(Outcome::Ok) }
    }

    /// Passes on what the body returns.
    #[inline]
    pub fn __telemetry_returned<R>(&self, ret: R, outcome: impl FnOnce(&R) -> Outcome) -> R {
        self.outcome.set(outcome(&ret));
        ret
    }

    /// Passes on what stands in front of a `?`: a failure is about to return.
    #[inline]
    pub fn __telemetry_tried<T>(&self, value: T, outcome: impl FnOnce(&T) -> Outcome) -> T {
        self.__telemetry_returned(value, outcome)
    }
}

impl<const SAMPLED: bool> Drop for Noted<SAMPLED> {
    #[inline]
    fn drop(&mut self) {
        self.watched.end(self.outcome.get());
    }
}
