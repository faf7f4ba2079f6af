//! A body that may fail, run as a closure so that its value can be looked at on
//! every way out.

use std::mem;

use crate::recorder::{
    callsite::{Begin, Callsite, Started},
    instrument::progress::Progress,
    shard::Outcome,
};

/// Runs `body` and counts how it ended.
///
/// # Panics
///
/// With whatever `body` panics with, after it was counted.
#[inline]
pub fn run<R, const SAMPLED: bool>(
    call: impl Begin<SAMPLED>,
    body: impl FnOnce() -> R,
    outcome: impl FnOnce(&R) -> Outcome,
) -> R {
    let unwinding = Unwinding(call.begun());
    let ret = body();
    let outcome = outcome(&ret);
    unwinding.ended(outcome);
    ret
}

/// Runs a `body` that cannot fail, and counts that it ended.
///
/// # Panics
///
/// With whatever `body` panics with, after it was counted.
#[inline]
pub fn run_plain<R, const SAMPLED: bool>(call: impl Begin<SAMPLED>, body: impl FnOnce() -> R) -> R {
    let started = call.begun();
    if !started.is_recording() {
        return body();
    }
    let unwinding = Unwinding(started);
    let ret = body();
    unwinding.ended(Outcome::Ok);
    ret
}

/// Runs the `body` of an `async` function that never waits, and counts it as the future
/// that it is: one that ends in its first poll.
///
/// # Panics
///
/// With whatever `body` panics with, after it was counted.
#[inline]
pub fn run_at_once<R>(
    callsite: &'static Callsite,
    body: impl FnOnce() -> R,
    outcome: impl FnOnce(&R) -> Outcome,
) -> R {
    let mut progress = Progress::waiting(callsite);
    let polling = progress.poll();
    let ret = body();
    polling.end(outcome(&ret));
    ret
}

/// Calls `body`. As a bound it makes the closure one that is called once, which
/// may hand out what it borrowed.
#[inline]
pub fn evaluate<R>(body: impl FnOnce() -> R) -> R {
    body()
}

/// Asks the user's function whether `ret` is an error.
#[inline]
pub fn ask<R: ?Sized>(ret: &R, failed: impl FnOnce(&R) -> bool) -> bool {
    failed(ret)
}

/// Stands in a branch that is never taken, to tell the compiler that the body
/// returns an `R` and owns `value` as a whole.
///
/// # Panics
///
/// Always; it is never called.
#[cold]
#[inline(never)]
pub fn diverge<R, T>(value: T) -> R {
    mem::forget(value);
    unreachable!("generated code calls this in a branch that is never taken")
}

/// Dropped by a panic alone.
struct Unwinding<const SAMPLED: bool>(Started<SAMPLED>);

impl<const SAMPLED: bool> Unwinding<SAMPLED> {
    #[inline]
    fn ended(self, outcome: Outcome) {
        self.0.same().finish_in_frame(outcome);
        mem::forget(self);
    }
}

impl<const SAMPLED: bool> Drop for Unwinding<SAMPLED> {
    #[inline]
    fn drop(&mut self) {
        self.0.unwound();
    }
}
