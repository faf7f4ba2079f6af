//! Snapshots in the formats of other systems: pure functions to bytes, and the
//! exporter that sends OTLP.

#[cfg(any(feature = "prometheus", feature = "otlp"))]
mod exponential;
#[cfg(any(feature = "prometheus", feature = "otlp"))]
mod help;
#[cfg(feature = "metrics")]
pub(crate) mod metrics;
#[cfg(feature = "otlp")]
pub mod otlp;
#[cfg(feature = "prometheus")]
pub mod prometheus;
#[cfg(any(feature = "prometheus", feature = "otlp"))]
mod units;
