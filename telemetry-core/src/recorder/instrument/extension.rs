//! `.instrumented(…)` behind a future.

use crate::recorder::{
    callsite::Callsite,
    instrument::{
        classify::{Classify, Probe},
        timed::Timed,
    },
    shard::Outcome,
};

/// Measures futures that are not functions.
///
/// ```
/// # #[cfg(feature = "macros")] {
/// use telemetry_core::{Instrument as _, callsite};
///
/// let block = async { 6 * 7 }.instrumented(callsite!("answer"));
/// # let mut block = std::pin::pin!(block);
/// # let mut context = std::task::Context::from_waker(std::task::Waker::noop());
/// # assert!(std::future::Future::poll(block.as_mut(), &mut context).is_ready());
/// # assert_eq!(telemetry_core::snapshot().find("answer").unwrap().ok(), 1);
/// # }
/// ```
pub trait Instrument: Future + Sized {
    /// The future, measured at `callsite` like an instrumented `async fn`. Whatever it
    /// returns counts as [`Outcome::Ok`].
    fn instrumented(
        self,
        callsite: &'static Callsite,
    ) -> Timed<Self, fn(&Self::Output) -> Outcome> {
        Timed::new(callsite, self, |_| Outcome::Ok)
    }

    /// The future, measured at `callsite`; what it returns says how it ended.
    fn instrumented_result(
        self,
        callsite: &'static Callsite,
    ) -> Timed<Self, fn(&Self::Output) -> Outcome>
    where
        Self::Output: Classify,
    {
        Timed::new(callsite, self, |output| Probe(output).__telemetry_outcome())
    }
}

impl<F: Future> Instrument for F {}
