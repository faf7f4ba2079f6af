//! What a function returns that may be a future, told by its type: one in a box, behind
//! whatever name, is measured as the future that it is; of anything else the call is.

use std::{fmt, marker::PhantomData, pin::Pin};

use crate::recorder::{
    callsite::Callsite,
    instrument::{run::run, timed::Timed},
    shard::Outcome,
};

/// The body of a function that returns an `R`.
///
/// `__telemetry_measured` is found here if `R` is a future in a box, and on [`MadePlain`] if
/// it is not: a choice that the compiler makes by type, without a bound on it.
pub struct Made<F, R> {
    body: F,
    returns: PhantomData<fn() -> R>,
}

impl<R, F: FnOnce() -> R> Made<F, R> {
    /// What `body` makes when it is called, once.
    #[inline]
    pub const fn new(body: F) -> Self {
        Self { body, returns: PhantomData }
    }
}

impl<F, R> fmt::Debug for Made<F, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Made").finish_non_exhaustive()
    }
}

macro_rules! boxed {
    ($($auto:ident)*) => {
        impl<'a, T: 'a, F> Made<F, Pin<Box<dyn Future<Output = T> $(+ $auto)* + 'a>>>
        where
            F: FnOnce() -> Pin<Box<dyn Future<Output = T> $(+ $auto)* + 'a>>,
        {
            /// The future, measured at `callsite`.
            #[inline]
            pub fn __telemetry_measured(
                self,
                callsite: &'static Callsite,
                outcome: impl Fn(&T) -> Outcome $(+ $auto)* + 'a,
            ) -> Pin<Box<dyn Future<Output = T> $(+ $auto)* + 'a>> {
                Box::pin(Timed::new(callsite, (self.body)(), outcome))
            }
        }
    };
}

boxed!();
boxed!(Send);
boxed!(Send Sync);

/// See [`Made`].
pub trait MadePlain<R> {
    /// What the body returns, its call measured at `callsite`.
    fn __telemetry_measured(
        self,
        callsite: &'static Callsite,
        outcome: impl FnOnce(&R) -> Outcome,
    ) -> R;
}

impl<R, F: FnOnce() -> R> MadePlain<R> for Made<F, R> {
    #[inline]
    fn __telemetry_measured(
        self,
        callsite: &'static Callsite,
        outcome: impl FnOnce(&R) -> Outcome,
    ) -> R {
        run(callsite, self.body, outcome)
    }
}
