//! Usage statistics for Rust servers.

#[cfg(feature = "clap")]
mod command;
#[cfg(feature = "report")]
pub mod consent;
#[cfg(feature = "upload")]
pub mod crash;
#[cfg(feature = "report")]
mod error;
#[cfg(any(feature = "metrics", feature = "prometheus", feature = "otlp"))]
mod export;
#[cfg(feature = "http")]
pub mod http;
#[cfg(feature = "report")]
mod identity;
mod recorder;
#[cfg(feature = "report")]
pub mod report;
mod snapshot;
mod sync;
#[cfg(feature = "report")]
mod telemetry;
#[cfg(feature = "upload")]
pub mod upload;

#[cfg(feature = "clap")]
pub use crate::command::{TelemetryArgs, TelemetryCommand};
pub use crate::recorder::{
    callsite::{Callsite, FutureStarted, Started},
    description::Description,
    gauge::Gauge,
    instrument::{Amount, Classify, Guard, Instrument, Label, Reading, Timed},
    memory::allocated_bytes,
    registry::{is_recording, set_recording},
    sampling::{Sampling, set_overhead_budget},
    shard::Outcome,
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

#[cfg(feature = "metrics")]
pub use crate::export::metrics::MetricsBridge;
#[cfg(feature = "otlp")]
pub use crate::export::otlp;
#[cfg(feature = "prometheus")]
pub use crate::export::prometheus;
#[cfg(feature = "report")]
pub use telemetry_anonymize::{__telemetry::anonymize::Anonymize, Anonymized, Anonymizer};
#[cfg(feature = "report")]
pub use telemetry_macros::AnonymizeInCore as Anonymize;

#[cfg(feature = "locks")]
pub use crate::recorder::instrument::{Held, Instrumented};
#[cfg(feature = "stream")]
pub use crate::recorder::instrument::{InstrumentStream, TimedStream};

/// `#[instrumented]` and the recording macros.
#[cfg(feature = "macros")]
pub use telemetry_macros::{Label, callsite, count, gauge, instrumented, observe, scope};

/// Names for generated code. Not public API: may change in any release.
#[doc(hidden)]
pub mod __telemetry {
    pub use core::{
        future::Future,
        marker::PhantomData,
        module_path,
        primitive::{str, usize},
    };
    pub use std::boxed::Box;
    #[cfg(feature = "report")]
    pub use telemetry_anonymize::__telemetry::anonymize;
    #[cfg(feature = "tracing")]
    pub use tracing;

    #[cfg(feature = "tracing")]
    pub use crate::recorder::instrument::Spanned;
    pub use crate::recorder::{
        callsite::Callsite,
        description::Description,
        gauge::Gauge,
        instrument::{
            Amount, Awaited, Family, FamilyValues, Label, Made, MadePlain, Meter, Noted,
            OptionProbe, Probe, Reading, Timed, ask, choice, diverge, enter, evaluate, inert,
            one_in, run, run_at_once, run_plain, site, timed,
        },
        registry::is_recording,
        sampling::Sampling,
        shard::Outcome,
    };
}
