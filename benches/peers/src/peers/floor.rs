//! What everyone stands on: the body alone, and two readings of a clock.

use std::{hint::black_box, time::Instant};

use telemetry_bench_peers::contender::{Contender, body};

pub(super) fn contenders() -> Vec<Contender> {
    let clock = quanta::Clock::new();
    vec![
        Contender::new("the body alone", "nothing", bare),
        Contender::new("two raw clock reads: the floor", "nothing", move |x| raw_reads(&clock, x))
            .package("quanta")
            .settings("`quanta::Clock::raw`, which is one `rdtsc` where there is one"),
        Contender::new("`Instant::now()` twice", "nothing", instant),
    ]
}

#[inline(never)]
fn bare(x: u64) -> u64 {
    body(x)
}

#[inline(never)]
fn raw_reads(clock: &quanta::Clock, x: u64) -> u64 {
    let start = clock.raw();
    let y = body(x);
    black_box(clock.raw().wrapping_sub(start));
    y
}

#[inline(never)]
fn instant(x: u64) -> u64 {
    let start = Instant::now();
    let y = body(x);
    black_box(start.elapsed());
    y
}
