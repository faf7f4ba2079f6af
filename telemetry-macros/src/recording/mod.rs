//! `scope!`, `count!`, `observe!` and `gauge!`: what is measured in the middle of a
//! function.

mod call;
mod expand;

pub(crate) use self::expand::{callsite, count, gauge, observe, scope};
