//! What the macros' output says where the public way takes more words.

use std::{any, num::NonZeroU32, panic::Location};

use crate::recorder::{callsite::Callsite, description::Description, sampling::Sampling};

/// The callsite that `describe` tells about.
pub const fn site(describe: fn() -> Description) -> Callsite {
    Callsite::new(describe)
}

/// The calls of a function. `probe` is a closure that stands in it: its type's path
/// holds the function's name. File and line are those of this call.
#[inline]
#[track_caller]
pub fn timed<F: Copy>(_probe: F, module: &'static str) -> Description {
    Description::of_function(any::type_name::<F>(), module, Location::caller())
}

/// One call in `n` is timed.
///
/// # Panics
///
/// If `n` is zero, which the macro has ruled out.
pub const fn one_in(n: u32) -> Sampling {
    Sampling::OneIn(NonZeroU32::new(n).expect("the macro takes numbers from 1 up"))
}
