//! Snapshots in the formats of other systems: pure functions to bytes.

mod exponential;
mod help;
#[cfg(feature = "prometheus")]
pub mod prometheus;
mod units;
