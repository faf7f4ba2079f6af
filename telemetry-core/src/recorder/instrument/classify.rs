//! How a call ended, read off the value it returned: by type, so that aliases
//! and the user's own types count like `Result` itself.

use std::{
    ops::{ControlFlow, Deref},
    task::Poll,
};

use crate::recorder::shard::Outcome;

/// A returned value that says whether the call succeeded.
///
/// [`Result`], [`ControlFlow`] and [`Poll`] of a `Result` have it. Implement it
/// for a type of yours, and every instrumented function that returns the type
/// counts its failures; everything else a function may return counts as
/// [`Outcome::Ok`].
///
/// ```
/// use telemetry_core::{Classify, Outcome};
///
/// enum Reply { Done, Refused }
///
/// impl Classify for Reply {
///     fn outcome(&self) -> Outcome {
///         match self {
///             Reply::Done => Outcome::Ok,
///             Reply::Refused => Outcome::Error,
///         }
///     }
/// }
/// # assert_eq!(Reply::Refused.outcome(), Outcome::Error);
/// # assert_eq!(Reply::Done.outcome(), Outcome::Ok);
/// ```
pub trait Classify {
    /// How the call that returned this ended. It runs at the end of every call:
    /// look at the value, do not compute.
    fn outcome(&self) -> Outcome;
}

impl<T, E> Classify for Result<T, E> {
    #[inline]
    fn outcome(&self) -> Outcome {
        if self.is_ok() { Outcome::Ok } else { Outcome::Error }
    }
}

/// `Break` is the early, the exceptional end.
impl<B, C> Classify for ControlFlow<B, C> {
    #[inline]
    fn outcome(&self) -> Outcome {
        if self.is_continue() { Outcome::Ok } else { Outcome::Error }
    }
}

/// `Pending` is [`Outcome::None`]: nothing came yet.
impl<T, E> Classify for Poll<Result<T, E>> {
    #[inline]
    fn outcome(&self) -> Outcome {
        match self {
            Poll::Ready(result) => result.outcome(),
            Poll::Pending => Outcome::None,
        }
    }
}

/// An item of a stream; its end and `Pending` are [`Outcome::None`].
impl<T, E> Classify for Poll<Option<Result<T, E>>> {
    #[inline]
    fn outcome(&self) -> Outcome {
        match self {
            Poll::Ready(Some(result)) => result.outcome(),
            Poll::Ready(None) | Poll::Pending => Outcome::None,
        }
    }
}

/// Asks a value how its call ended. `Probe(&value).__telemetry_outcome()` finds the method
/// here if the type is [`Classify`], and on `Unclassified` if it is not: a
/// choice that the compiler makes by type, without a bound on it.
#[derive(Debug)]
pub struct Probe<'a, T: ?Sized>(pub &'a T);

impl<T: Classify + ?Sized> Probe<'_, T> {
    /// The value's own word.
    #[inline]
    pub fn __telemetry_outcome(&self) -> Outcome {
        self.0.outcome()
    }
}

impl<T: ?Sized> Deref for Probe<'_, T> {
    type Target = Unclassified;

    #[inline]
    fn deref(&self) -> &Unclassified {
        &Unclassified
    }
}

/// What a value that says nothing about success is taken for.
#[derive(Debug)]
pub struct Unclassified;

impl Unclassified {
    /// A call that returned.
    #[inline]
    #[expect(clippy::unused_self, reason = "called as `Probe::outcome` is")]
    pub fn __telemetry_outcome(&self) -> Outcome {
        Outcome::Ok
    }
}

/// A probe for functions whose `None` is to be counted apart.
#[derive(Debug)]
pub struct OptionProbe<'a, T>(pub &'a Option<T>);

impl<T> OptionProbe<'_, T> {
    /// `None`, or a call that returned.
    #[inline]
    pub fn __telemetry_outcome(&self) -> Outcome {
        if self.0.is_some() { Outcome::Ok } else { Outcome::None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Alias<T> = Result<T, String>;

    #[test]
    fn a_result_is_told_by_its_type_through_an_alias() {
        let failed: Alias<u8> = Err("no".to_owned());
        assert_eq!(Probe(&failed).__telemetry_outcome(), Outcome::Error);
        assert_eq!(Probe(&Alias::Ok(1)).__telemetry_outcome(), Outcome::Ok);
    }

    #[test]
    fn what_says_nothing_is_ok() {
        assert_eq!(Probe(&None::<u8>).__telemetry_outcome(), Outcome::Ok);
        assert_eq!(Probe("text").__telemetry_outcome(), Outcome::Ok);
    }

    #[test]
    fn control_flow_and_poll_are_told_apart() {
        assert_eq!(Probe(&ControlFlow::<u8>::Break(1)).__telemetry_outcome(), Outcome::Error);
        assert_eq!(Probe(&ControlFlow::<u8>::Continue(())).__telemetry_outcome(), Outcome::Ok);
        let ready: Poll<Result<u8, u8>> = Poll::Ready(Err(1));
        assert_eq!(Probe(&ready).__telemetry_outcome(), Outcome::Error);
        assert_eq!(Probe(&Poll::<Result<u8, u8>>::Pending).__telemetry_outcome(), Outcome::None);
        assert_eq!(
            Probe(&Poll::Ready(None::<Result<u8, u8>>)).__telemetry_outcome(),
            Outcome::None
        );
        assert_eq!(Probe(&Poll::Ready(1)).__telemetry_outcome(), Outcome::Ok);
    }

    #[test]
    fn none_is_counted_apart_on_request() {
        assert_eq!(OptionProbe(&None::<u8>).__telemetry_outcome(), Outcome::None);
        assert_eq!(OptionProbe(&Some(1)).__telemetry_outcome(), Outcome::Ok);
    }
}
