//! `#[instrumented]`: parse the arguments and the item, check them, write the
//! measured functions.

mod alias;
mod args;
mod around;
mod at_once;
mod bare;
mod body;
#[cfg(test)]
mod body_tests;
#[cfg(test)]
mod budget;
mod codegen;
mod conditional;
mod ends;
mod expand;
#[cfg(test)]
mod expansions;
mod function;
mod future;
mod item;
mod judged;
mod labels;
mod lifetimes;
mod metered;
mod noted;
mod outcome;
mod parameters;
mod returns;
mod shared;
mod site;
mod span;
mod tail;
#[cfg(test)]
mod tests;
mod tokens;

pub(crate) use self::{
    args::{Args, OF_COUNTER, OF_GAUGE, OF_SCOPE, OF_VALUES},
    expand::expand,
    site::{Kind, Site, amount, reading},
};
