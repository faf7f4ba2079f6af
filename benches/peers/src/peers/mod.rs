//! Every peer at the best settings that its own documentation gives.
//!
//! A library that has its own clock uses it. One that is handed durations gets
//! them from the cheapest clock that a user can have, [`clock`], so that its
//! row shows the library and not `Instant::now`.

mod autometrics;
mod clock;
mod fastrace;
mod floor;
mod hdrhistogram;
mod hotpath;
mod measured;
mod metered;
mod metrics;
mod metriken;
mod metrique;
mod opentelemetry;
mod ours;
mod prometheus;
mod prometheus_client;
mod scope_measurer;
mod tracing;

use telemetry_bench_peers::contender::Contender;

/// Everyone; the bare body and the floor come first.
pub(crate) fn all() -> Vec<Contender> {
    [
        floor::contenders(),
        ours::contenders(),
        tracing::contenders(),
        fastrace::contenders(),
        hotpath::contenders(),
        autometrics::contenders(),
        metered::contenders(),
        metrics::contenders(),
        prometheus::contenders(),
        prometheus_client::contenders(),
        opentelemetry::contenders(),
        measured::contenders(),
        metrique::contenders(),
        metriken::contenders(),
        hdrhistogram::contenders(),
        scope_measurer::contenders(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
