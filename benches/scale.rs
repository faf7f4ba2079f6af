//! Many callsites, many threads, many snapshots.
//!
//! `cargo bench --bench scale`
#![expect(clippy::disallowed_methods, reason = "the reference clock")]
#![expect(clippy::print_stdout, reason = "a bench prints its figures")]

use std::{
    hint::black_box,
    sync::{
        Barrier,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    thread,
    time::Instant,
};

use telemetry_core::{Callsite, Description, Outcome, Snapshot, allocated_bytes, snapshot};

macro_rules! thousand {
    ($($a:literal)*) => { thousand!(@ [$($a)*] [$($a)*] [$($a)*]) };
    (@ [$($a:literal)*] $b:tt $c:tt) => { [$(thousand!(# $a $b $c)),*] };
    (# $a:literal [$($b:literal)*] $c:tt) => { [$(thousand!(% $a $b $c)),*] };
    (% $a:literal $b:literal [$($c:literal)*]) => {
        [$(Callsite::new(|| {
            Description::timed(concat!("site ", $a, $b, $c), module_path!())
        })),*]
    };
}

static SITES: [[[Callsite; 10]; 10]; 10] = thousand!(0 1 2 3 4 5 6 7 8 9);
static ONE: Callsite = Callsite::new(|| Description::timed("one", module_path!()));

fn main() {
    overhead_estimate();
    effect_of_snapshots();
    snapshot_time(8);
    snapshot_time(64);
    short_lived_threads(1_000_000);
}

fn sites() -> impl Iterator<Item = &'static Callsite> {
    SITES.iter().flatten().flatten()
}

/// Spins for about so many additions.
fn work(spins: u64) {
    for spin in 0..spins {
        black_box(spin);
    }
}

/// What the recorder says it costs, against what a clock outside says.
fn overhead_estimate() {
    const CALLS: u32 = 2_000_000;
    let run = |call: &dyn Fn()| {
        let begin = Instant::now();
        (0..CALLS).for_each(|_| call());
        begin.elapsed().as_secs_f64()
    };
    let timed = || {
        let started = ONE.start();
        work(1);
        started.finish(Outcome::Ok);
    };
    timed();
    let before = snapshot().overhead();
    let (mut with, mut without) = (f64::MAX, f64::MAX);
    for _ in 0..5 {
        with = with.min(run(&timed));
        without = without.min(run(&|| work(1)));
    }
    let told = snapshot().overhead().saturating_sub(before).as_secs_f64() / 5.0;
    println!("overhead: told / measured outside = {:.2}", told / (with - without));
}

/// The rate of a writer beside a reader that never rests, against its rate beside a
/// thread that works as hard on memory of its own: two processors of one core share it.
fn effect_of_snapshots() {
    let rate = |beside: &(dyn Fn() -> Snapshot + Sync)| {
        let stop = AtomicBool::new(false);
        thread::scope(|scope| {
            scope.spawn(|| {
                while !stop.load(Relaxed) {
                    black_box(beside());
                }
            });
            let begin = Instant::now();
            for _ in 0..2_000_000 {
                ONE.start().finish(Outcome::Ok);
            }
            let rate = 2e6 / begin.elapsed().as_secs_f64();
            stop.store(true, Relaxed);
            rate
        })
    };
    let kept = snapshot();
    let mut ratios: Vec<f64> = (0..15).map(|_| rate(&snapshot) / rate(&|| kept.clone())).collect();
    ratios.sort_by(f64::total_cmp);
    println!(
        "writer's rate beside snapshots without pause: {:.3} of that beside other work",
        ratios[ratios.len() / 2]
    );
}

fn snapshot_time(threads: usize) {
    let (called, taken) = (Barrier::new(threads + 1), Barrier::new(threads + 1));
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                for site in sites() {
                    for spins in [1, 10, 100] {
                        let started = site.start();
                        work(spins);
                        started.finish(Outcome::Ok);
                    }
                }
                called.wait();
                taken.wait();
            });
        }
        called.wait();
        let mut times: Vec<f64> = (0..15)
            .map(|_| {
                let begin = Instant::now();
                black_box::<Snapshot>(snapshot());
                begin.elapsed().as_secs_f64() * 1e3
            })
            .collect();
        times.sort_by(f64::total_cmp);
        let shards = 1000 * threads;
        println!(
            "1000 callsites x {threads} threads: snapshot {:.2} ms, {} bytes per shard",
            times[times.len() / 2],
            allocated_bytes() / shards,
        );
        taken.wait();
    });
}

fn short_lived_threads(threads: u32) {
    let begin = Instant::now();
    let mut bytes = 0;
    for thread in 0..threads {
        thread::spawn(|| ONE.start().finish(Outcome::Ok)).join().expect("no panic");
        if thread == 1000 {
            bytes = allocated_bytes();
        }
    }
    println!(
        "{threads} threads in {:.0} s: {} bytes more than after 1000",
        begin.elapsed().as_secs_f64(),
        allocated_bytes().saturating_sub(bytes),
    );
}
