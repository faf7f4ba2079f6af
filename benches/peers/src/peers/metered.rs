//! `metered`: the macro with its hit count and its response time histogram.

use ::metered::{HitCount, ResponseTime, hdr_histogram::AtomicHdrHistogram, metered, time_source};
use telemetry_bench_peers::contender::{Contender, body};

/// The default source counts milliseconds; microseconds is its finest.
type Micros = ResponseTime<AtomicHdrHistogram, time_source::StdInstantMicros>;

pub(super) fn contenders() -> Vec<Contender> {
    let service = Service::default();
    vec![
        Contender::new("metered", "count, histogram in µs", move |x| service.call(x))
            .package("metered")
            .settings("`#[measure([HitCount, ResponseTime])]`, thread-safe variants"),
    ]
}

#[derive(Default, Debug)]
struct Service {
    metrics: ServiceMetrics,
}

#[metered(registry = ServiceMetrics, visibility = pub(self))]
impl Service {
    #[measure([HitCount, Micros])]
    #[inline(never)]
    fn call(&self, x: u64) -> u64 {
        body(x)
    }
}
