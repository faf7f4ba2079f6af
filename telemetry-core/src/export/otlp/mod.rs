//! Metrics to an OpenTelemetry receiver: OTLP over HTTP, protobuf, with
//! exponential histograms.
//!
//! The resource is the program's name and version and nothing else: no host, no
//! process, no instance. What is sent is what `/metrics` shows. Recording does
//! not wait for the receiver, and nothing is kept for one that is away: totals
//! lose nothing by it, and deltas grow until one arrives.
//!
//! A histogram has at most 1,024 buckets: a quantile is within 1.9 % of the
//! exact one if its values are within a factor of 16, 2.7 % within 65,536, 3.8 %
//! within 4 × 10⁹, the recorder's own 1.6 % included.

mod convert;
mod exporter;
mod post;
mod proto;
mod settings;

pub use exporter::Exporter;
pub use settings::{ExporterBuilder, Temporality};
