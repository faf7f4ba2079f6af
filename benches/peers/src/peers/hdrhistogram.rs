//! What many write by hand: a `hdrhistogram` behind a lock.

use std::{sync::LazyLock, time::Instant};

use ::hdrhistogram::Histogram;
use parking_lot::Mutex;
use telemetry_bench_peers::contender::{Contender, body};

use super::clock;

static INSTANT: LazyLock<Mutex<Histogram<u64>>> = LazyLock::new(histogram);
static RAW: LazyLock<Mutex<Histogram<u64>>> = LazyLock::new(histogram);

pub(super) fn contenders() -> Vec<Contender> {
    vec![
        Contender::new("`Mutex<hdrhistogram>`, `Instant`", "histogram", instant)
            .package("hdrhistogram")
            .settings("`parking_lot::Mutex`, two digits, 1 ns to one hour"),
        Contender::new("`Mutex<hdrhistogram>`, raw clock", "histogram", raw_clock)
            .package("hdrhistogram")
            .settings("the same with the raw clock"),
    ]
}

fn histogram() -> Mutex<Histogram<u64>> {
    let hour_ns = 3_600_000_000_000;
    Mutex::new(Histogram::new_with_bounds(1, hour_ns, 2).expect("the bounds are valid"))
}

#[inline(never)]
fn instant(x: u64) -> u64 {
    let start = Instant::now();
    let y = body(x);
    let ns = u64::try_from(start.elapsed().as_nanos()).unwrap_or(u64::MAX);
    INSTANT.lock().saturating_record(ns);
    y
}

#[inline(never)]
fn raw_clock(x: u64) -> u64 {
    let start = clock::raw();
    let y = body(x);
    RAW.lock().saturating_record(clock::ns_since(start));
    y
}
