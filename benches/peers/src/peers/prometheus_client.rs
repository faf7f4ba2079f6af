//! `prometheus-client`: one registered histogram.

use std::sync::{LazyLock, Mutex};

use prometheus_client::{metrics::histogram::Histogram, registry::Registry};
use telemetry_bench_peers::contender::{Contender, body};

use super::clock;

/// The Go client's defaults, which the documentation suggests.
const BUCKETS: [f64; 11] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

static REGISTRY: LazyLock<Mutex<Registry>> = LazyLock::new(Mutex::default);
static HISTOGRAM: LazyLock<Histogram> = LazyLock::new(|| {
    let histogram = Histogram::new(BUCKETS);
    let mut registry = REGISTRY.lock().expect("registering does not panic");
    registry.register("body", "Duration of the body in seconds", histogram.clone());
    histogram
});

pub(super) fn contenders() -> Vec<Contender> {
    vec![
        Contender::new("prometheus-client", "count, 11 buckets", observed)
            .package("prometheus-client")
            .settings("a kept handle without labels, raw clock"),
    ]
}

#[inline(never)]
fn observed(x: u64) -> u64 {
    let start = clock::raw();
    let y = body(x);
    HISTOGRAM.observe(clock::seconds_since(start));
    y
}
