//! Snapshots in the formats of other systems: pure functions to bytes, and the
//! exporter that sends OTLP.

mod exponential;
mod help;
#[cfg(feature = "otlp")]
pub mod otlp;
#[cfg(feature = "prometheus")]
pub mod prometheus;
mod units;
