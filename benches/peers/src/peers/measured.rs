//! `measured`: a histogram without labels.

use std::sync::LazyLock;

use ::measured::{Histogram, metric::histogram::Thresholds};
use telemetry_bench_peers::contender::{Contender, body};

use super::clock;

static HISTOGRAM: LazyLock<Histogram<8>> =
    LazyLock::new(|| Histogram::with_metadata(Thresholds::exponential_buckets(1e-6, 10.0)));

pub(super) fn contenders() -> Vec<Contender> {
    vec![
        Contender::new("measured", "8 buckets", observed)
            .package("measured")
            .settings("a kept histogram without labels, raw clock"),
    ]
}

#[inline(never)]
fn observed(x: u64) -> u64 {
    let start = clock::raw();
    let y = body(x);
    HISTOGRAM.get_metric().observe(clock::seconds_since(start));
    y
}
