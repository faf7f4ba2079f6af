//! Usage statistics for Rust servers.

mod recorder;
mod snapshot;
mod sync;

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
