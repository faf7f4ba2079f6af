//! The h2 histogram as its crate has it, and `metriken`'s per-thread one.

use std::sync::LazyLock;

use ::metriken::{ShardedCounterHistogram, metric};
use histogram::AtomicHistogram;
use telemetry_bench_peers::contender::{Contender, body};

use super::clock;

/// The grouping power that the crates' documentation uses: 0.8 % error.
const GROUPING: u8 = 7;
const MAX_POWER: u8 = 64;

static ATOMIC: LazyLock<AtomicHistogram> =
    LazyLock::new(|| AtomicHistogram::new(GROUPING, MAX_POWER).expect("the powers are valid"));

#[metric(name = "body")]
static SHARDED: ShardedCounterHistogram = ShardedCounterHistogram::new(GROUPING, MAX_POWER);

pub(super) fn contenders() -> Vec<Contender> {
    vec![
        Contender::new("histogram (h2), atomic", "histogram", atomic)
            .package("histogram")
            .settings("`AtomicHistogram::increment`, grouping power 7, raw clock"),
        Contender::new("metriken, sharded", "histogram", sharded)
            .package("metriken")
            .settings("`ShardedCounterHistogram`, grouping power 7, raw clock"),
    ]
}

#[inline(never)]
fn atomic(x: u64) -> u64 {
    let start = clock::raw();
    let y = body(x);
    ATOMIC.increment(clock::ns_since(start)).expect("every value has a bucket");
    y
}

#[inline(never)]
fn sharded(x: u64) -> u64 {
    let start = clock::raw();
    let y = body(x);
    SHARDED.increment(clock::ns_since(start)).expect("every value has a bucket");
    y
}
