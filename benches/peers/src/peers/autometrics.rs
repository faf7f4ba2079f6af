//! `autometrics` with its `prometheus` backend.

use std::sync::Once;

use ::autometrics::{autometrics, prometheus_exporter};
use telemetry_bench_peers::contender::{Contender, body};

pub(super) fn contenders() -> Vec<Contender> {
    vec![
        Contender::new("autometrics", "count, histogram", annotated)
            .package("autometrics")
            .settings("`#[autometrics]`, backend `prometheus`, the default buckets")
            .before(install),
    ]
}

#[autometrics]
#[inline(never)]
fn annotated(x: u64) -> u64 {
    body(x)
}

fn install() {
    static ONCE: Once = Once::new();
    ONCE.call_once(prometheus_exporter::init);
}
