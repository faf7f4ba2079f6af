//! Usage statistics for Rust servers.

#[cfg(feature = "report")]
pub mod consent;
#[cfg(feature = "report")]
mod error;
mod recorder;
#[cfg(feature = "report")]
pub mod report;
mod snapshot;
mod sync;
#[cfg(feature = "report")]
mod telemetry;

pub use crate::recorder::{
    callsite::{Callsite, FutureStarted, Started},
    gauge::Gauge,
    memory::allocated_bytes,
    registry::{is_recording, set_recording},
    sampling::{Sampling, set_overhead_budget},
    shard::Outcome,
    site::{Kind, Name},
};
pub use crate::snapshot::{
    callsite::CallsiteSnapshot,
    histogram::Histogram,
    scalar::{CounterSnapshot, GaugeSnapshot, ValuesSnapshot},
    snapshot::Snapshot,
    take::snapshot,
};
#[cfg(feature = "report")]
pub use crate::{
    error::{Error, ErrorKind},
    telemetry::{Telemetry, TelemetryBuilder},
};

#[cfg(feature = "report")]
pub use telemetry_anonymize::{__private::anonymize::Anonymize, Anonymized, Anonymizer};
#[cfg(feature = "report")]
pub use telemetry_macros::AnonymizeInCore as Anonymize;

/// Names for generated code. Not public API: may change in any release.
#[doc(hidden)]
pub mod __private {
    #[cfg(feature = "report")]
    pub use telemetry_anonymize::__private::anonymize;
}
