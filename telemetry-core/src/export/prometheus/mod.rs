//! Metrics as Prometheus reads them: text 0.0.4, `OpenMetrics` 1.0, and protobuf
//! with native histograms.
//!
//! | family | labels | what |
//! |---|---|---|
//! | `callsite_calls_total` | `callsite`, `outcome` | ended calls |
//! | `callsite_in_flight` | `callsite` | calls under way |
//! | `callsite_duration_seconds` | `callsite` | histogram of durations |
//! | `callsite_busy_seconds` | `callsite` | of futures, time inside poll |
//! | `callsite_info` | `callsite`, `module`, `file`, `line`, `description` | always 1 |
//! | `callsite_` and the name of a recorded value | `callsite` | histogram of values |
//! | as the program names counters, gauges and values | as it labels them | |
//! | `telemetry_…` | | what telemetry says of itself |
//!
//! A callsite's own labels are on all of its series. Durations are in seconds
//! and sizes in bytes, whatever they were recorded in. HELP comes from doc
//! comments. Native histograms have schema 8: a quantile from one is within 1.9 %
//! of the exact one, the recorder's 1.6 % included.

mod collect;
mod descriptions;
mod family;
mod format;
mod names;
mod own;
mod proto;
mod protobuf;
mod text;

pub use format::Format;
pub(crate) use own::OwnMetric;

use crate::snapshot::snapshot::Snapshot;

/// A snapshot in a format. The snapshot alone decides the number of series.
///
/// ```
/// use telemetry_core::prometheus::{Format, encode};
///
/// let document = encode(&telemetry_core::snapshot(), Format::OpenMetrics);
/// assert!(document.ends_with(b"# EOF\n"));
/// ```
pub fn encode(snapshot: &Snapshot, format: Format) -> Vec<u8> {
    encode_with(snapshot, Vec::new(), format)
}

/// The same with more that telemetry says of itself.
pub(crate) fn encode_with(snapshot: &Snapshot, own: Vec<OwnMetric>, format: Format) -> Vec<u8> {
    let families = collect::collect(snapshot, own);
    match format {
        Format::Text => text::write(&families, text::Dialect::Classic).into_bytes(),
        Format::OpenMetrics => text::write(&families, text::Dialect::OpenMetrics).into_bytes(),
        Format::Protobuf => protobuf::write(&families),
    }
}
