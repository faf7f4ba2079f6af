//! `metrics` with its Prometheus recorder: a handle kept beside the callsite,
//! and the macro on each call.

use std::sync::{LazyLock, OnceLock};

use ::metrics::{Histogram, histogram};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use telemetry_bench_peers::contender::{Contender, body};

use super::clock;

static EXPORTER: LazyLock<PrometheusHandle> = LazyLock::new(|| {
    PrometheusBuilder::new()
        .set_buckets(&[1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1.0])
        .expect("there are buckets")
        .install_recorder()
        .expect("nobody else installs a recorder")
});
static HANDLE: OnceLock<Histogram> = OnceLock::new();

pub(super) fn contenders() -> Vec<Contender> {
    vec![
        Contender::new("metrics, kept handle", "histogram", kept_handle)
            .package("metrics")
            .settings("`histogram!` once, then `record`; 7 buckets; upkeep between slices")
            .before(upkeep)
            .after(upkeep),
        Contender::new("metrics, macro per call", "histogram", per_call)
            .package("metrics")
            .settings("`histogram!(…).record(…)`, static name, no labels")
            .before(upkeep)
            .after(upkeep),
    ]
}

/// Empties the recorder's list of samples, as its own timer would.
fn upkeep() {
    EXPORTER.run_upkeep();
}

#[inline(never)]
fn kept_handle(x: u64) -> u64 {
    let start = clock::raw();
    let y = body(x);
    let handle = HANDLE.get_or_init(|| histogram!("kept_handle"));
    handle.record(clock::seconds_since(start));
    y
}

#[inline(never)]
fn per_call(x: u64) -> u64 {
    let start = clock::raw();
    let y = body(x);
    histogram!("per_call").record(clock::seconds_since(start));
    y
}
