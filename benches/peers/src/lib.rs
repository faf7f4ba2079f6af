//! Measuring contenders side by side, and writing down what was seen.
//!
//! This half depends on no peer, so that its tests run with the workspace's:
//! `contender` says what is measured, `worker` runs it on one or two threads,
//! `rounds` interleaves the contenders, `statistics` sums up, and `machine`,
//! `figure`, `table` and `chart` make a page of it.

#![expect(
    clippy::disallowed_methods,
    reason = "a bench times whole loops from outside; it must not stand on the clock it measures"
)]

pub mod chart;
pub mod contender;
pub mod figure;
pub mod machine;
pub mod rounds;
pub mod statistics;
pub mod table;
mod worker;
