//! Callsites as the macros make them: file and line are those of the call, so
//! that the generated code need not spell them.

use std::{num::NonZeroU32, panic::Location};

use crate::recorder::{
    callsite::Callsite, gauge::Gauge, instrument::name, sampling::Sampling, site::Name,
};

/// A function's callsite. `probe` is a closure that stands in the function: its
/// type's path holds the function's name.
#[track_caller]
pub const fn timed<F: Copy>(_probe: F, module: &'static str) -> Callsite {
    let place = Location::caller();
    Callsite::timed(Name::Probe(name::of_function::<F>), module, place.file(), place.line())
}

/// A callsite of calls with a name of its own.
#[track_caller]
pub const fn timed_as(name: &'static str, module: &'static str) -> Callsite {
    let place = Location::caller();
    Callsite::timed(Name::Given(name), module, place.file(), place.line())
}

/// A counter.
#[track_caller]
pub const fn counter(name: &'static str, module: &'static str) -> Callsite {
    let place = Location::caller();
    Callsite::counter(Name::Given(name), module, place.file(), place.line())
}

/// A histogram of values.
#[track_caller]
pub const fn values(name: &'static str, module: &'static str) -> Callsite {
    let place = Location::caller();
    Callsite::values(Name::Given(name), module, place.file(), place.line())
}

/// A gauge.
#[track_caller]
pub const fn gauge(name: &'static str, module: &'static str) -> Gauge {
    let place = Location::caller();
    Gauge::new(Name::Given(name), module, place.file(), place.line())
}

/// One call in `n` is timed.
///
/// # Panics
///
/// If `n` is zero, which the macro has ruled out.
pub const fn one_in(n: u32) -> Sampling {
    Sampling::OneIn(NonZeroU32::new(n).expect("the macro takes numbers from 1 up"))
}
