//! `prometheus`: its own timer, and an observation from the raw clock.

use std::sync::LazyLock;

use ::prometheus::{Histogram, HistogramOpts, register};
use telemetry_bench_peers::contender::{Contender, body};

use super::clock;

static TIMER: LazyLock<Histogram> = LazyLock::new(|| registered("own_timer"));
static RAW: LazyLock<Histogram> = LazyLock::new(|| registered("raw_clock"));

pub(super) fn contenders() -> Vec<Contender> {
    vec![
        Contender::new("prometheus, its timer", "count, 11 buckets", own_timer)
            .package("prometheus")
            .settings("`start_timer`, a histogram without labels, the default buckets"),
        Contender::new("prometheus, raw clock", "count, 11 buckets", raw_clock)
            .package("prometheus")
            .settings("`observe` with the raw clock's duration"),
    ]
}

fn registered(name: &str) -> Histogram {
    let opts = HistogramOpts::new(name, "Duration of the body in seconds");
    let histogram = Histogram::with_opts(opts).expect("the name is valid");
    register(Box::new(histogram.clone())).expect("the name is not taken");
    histogram
}

#[inline(never)]
fn own_timer(x: u64) -> u64 {
    let _timer = TIMER.start_timer();
    body(x)
}

#[inline(never)]
fn raw_clock(x: u64) -> u64 {
    let start = clock::raw();
    let y = body(x);
    RAW.observe(clock::seconds_since(start));
    y
}
