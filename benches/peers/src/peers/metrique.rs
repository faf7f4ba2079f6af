//! `metrique`: a unit of work merged into an aggregate when it ends, and the
//! shared histogram by itself.

use std::{sync::LazyLock, time::Duration};

use ::metrique::{timers::Timer, unit_of_work::metrics};
use metrique_aggregation::{
    aggregate,
    aggregator::Aggregate,
    histogram::{Histogram, SharedHistogram},
    sink::MutexSink,
    value::Sum,
};
use telemetry_bench_peers::contender::{Contender, body};

use super::clock;

#[aggregate]
#[metrics]
struct Call {
    #[aggregate(strategy = Sum)]
    count: u64,
    #[aggregate(strategy = Histogram<Duration>)]
    duration: Timer,
}

static SINK: LazyLock<MutexSink<Aggregate<Call>>> =
    LazyLock::new(|| MutexSink::new(Aggregate::default()));
static SHARED: LazyLock<SharedHistogram<u64>> = LazyLock::new(SharedHistogram::default);

pub(super) fn contenders() -> Vec<Contender> {
    vec![
        Contender::new("metrique, unit of work", "count, histogram", unit_of_work)
            .package("metrique")
            .settings("`close_and_merge` into a `MutexSink`"),
        Contender::new("metrique, shared histogram", "histogram", shared_histogram)
            .package("metrique-aggregation")
            .settings("`SharedHistogram::add_value`, raw clock"),
    ]
}

#[inline(never)]
fn unit_of_work(x: u64) -> u64 {
    let _call = Call { count: 1, duration: Timer::start_now() }.close_and_merge(SINK.clone());
    body(x)
}

#[inline(never)]
fn shared_histogram(x: u64) -> u64 {
    let start = clock::raw();
    let y = body(x);
    SHARED.add_value(clock::ns_since(start));
    y
}
