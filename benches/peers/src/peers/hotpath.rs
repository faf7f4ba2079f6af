//! `hotpath`: every call timed, and its own sampling.
//!
//! Its profiler lives from `build` to drop and drains the queues when it is
//! dropped, so each slice has one of its own and leaves nothing to do.

use std::{env, path::PathBuf, sync::Mutex};

use hotpath::{Format, HotpathGuard, HotpathGuardBuilder};
use telemetry_bench_peers::contender::{Contender, body};

static PROFILER: Mutex<Option<HotpathGuard>> = Mutex::new(None);

pub(super) fn contenders() -> Vec<Contender> {
    vec![
        Contender::new("hotpath", "count, histogram", timed)
            .package("hotpath")
            .settings("`#[hotpath::measure]`; its background thread's work is not counted")
            .before(|| start(1.0))
            .after(stop),
        Contender::new("hotpath, 1 call in 32", "count, sampled histogram", sampled)
            .package("hotpath")
            .settings("`time_sampling_rate(1.0 / 32.0)`")
            .before(|| start(1.0 / 32.0))
            .after(stop),
    ]
}

#[hotpath::measure]
#[inline(never)]
fn timed(x: u64) -> u64 {
    body(x)
}

#[hotpath::measure]
#[inline(never)]
fn sampled(x: u64) -> u64 {
    body(x)
}

fn start(rate: f64) {
    let profiler = HotpathGuardBuilder::new("figures")
        .functions_time_sampling_rate(rate)
        .format(Format::Json)
        .output_path(report_path())
        .build();
    *PROFILER.lock().expect("no hook panics") = Some(profiler);
}

fn stop() {
    drop(PROFILER.lock().expect("no hook panics").take());
}

fn report_path() -> PathBuf {
    env::temp_dir().join(format!("hotpath-report-{}.json", std::process::id()))
}
