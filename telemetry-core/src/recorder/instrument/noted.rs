//! The guard of a body that must stay where it is, because a closure around it
//! would change what it means: the values that leave it are noted on the way.

use std::{cell::Cell, thread};

use crate::recorder::{callsite::Started, instrument::guard::unwound, shard::Outcome};

/// Measures until it is dropped, and counts the outcome that was noted last.
#[derive(Debug)]
pub struct Noted<const SAMPLED: bool> {
    started: Option<Started<SAMPLED>>,
    outcome: Cell<Outcome>,
    was_panicking: bool,
}

impl<const SAMPLED: bool> Noted<SAMPLED> {
    /// A guard that has noted nothing: [`Outcome::Ok`].
    #[inline]
    pub fn new(started: Started<SAMPLED>) -> Self {
        let was_panicking = thread::panicking();
        Self { started: Some(started), outcome: Cell::new(Outcome::Ok), was_panicking }
    }

    /// Passes on what the body returns.
    #[inline]
    pub fn returned<R>(&self, ret: R, outcome: impl FnOnce(&R) -> Outcome) -> R {
        self.outcome.set(outcome(&ret));
        ret
    }

    /// Passes on what stands in front of a `?`: a failure is about to return.
    #[inline]
    pub fn tried<T>(&self, value: T, outcome: impl FnOnce(&T) -> Outcome) -> T {
        self.returned(value, outcome)
    }
}

impl<const SAMPLED: bool> Drop for Noted<SAMPLED> {
    #[inline]
    fn drop(&mut self) {
        let Some(started) = &self.started else { return };
        if thread::panicking() {
            unwound(started.same(), self.was_panicking);
        } else {
            started.same().finish(self.outcome.get());
        }
    }
}
