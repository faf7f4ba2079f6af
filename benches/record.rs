//! What one recorded call costs, against the floor it stands on: two raw clock
//! reads in the same process. Rounds are interleaved and the medians compared,
//! so that a busy machine disturbs all rows alike.
//!
//! `cargo bench --bench record`
#![expect(clippy::inline_always, reason = "a call is one real call, its body and nothing else")]
#![expect(clippy::print_stdout, reason = "a bench prints its figures")]

use std::{hint::black_box, num::NonZeroU32, sync::Barrier, thread};

use telemetry_core::{Callsite, Description, Outcome, Sampling, set_recording};

const CALLS: u32 = 2_000;
const ROUNDS: usize = 401;
const ROWS: usize = 7;

static TIMED: Callsite = Callsite::new(|| described("timed", Sampling::Every));
static COUNTED: Callsite = Callsite::new(|| described("counted", Sampling::Never));
static AUTO: Callsite = Callsite::new(|| described("auto", Sampling::Auto));
static SAMPLED: Callsite =
    Callsite::new(|| described("sampled", Sampling::OneIn(NonZeroU32::new(32).expect("not zero"))));

fn described(name: &'static str, sampling: Sampling) -> Description {
    Description::timed(name, module_path!()).with_sampling(sampling)
}

#[expect(unsafe_code, reason = "the raw clock is the reference")]
#[inline(always)]
fn tsc() -> u64 {
    // SAFETY: every x86_64 processor has `rdtsc`, and it touches no memory.
    unsafe { std::arch::x86_64::_rdtsc() }
}

/// The body of every function.
#[inline(always)]
fn body(n: u32) {
    black_box(black_box(n).wrapping_mul(31));
}

#[inline(never)]
fn bare(n: u32) {
    body(n);
}

#[inline(never)]
fn two_clock_reads(n: u32) {
    black_box(tsc());
    body(n);
    black_box(tsc());
}

#[inline(never)]
fn timed(n: u32) {
    let started = TIMED.start();
    body(n);
    started.finish(Outcome::Ok);
}

#[inline(always)]
fn sampled(site: &'static Callsite, n: u32) {
    let started = site.start_sampled();
    body(n);
    started.finish(Outcome::Ok);
}

#[inline(never)]
fn counted(n: u32) {
    let started = COUNTED.start_counted();
    body(n);
    started.finish(Outcome::Ok);
}

#[inline(never)]
fn one_in_32(n: u32) {
    sampled(&SAMPLED, n);
}

#[inline(never)]
fn auto(n: u32) {
    sampled(&AUTO, n);
}

type Row = (&'static str, fn() -> u64);

/// Ticks that a loop of calls takes.
#[inline(always)]
fn round(call: impl Fn(u32)) -> u64 {
    let begin = tsc();
    for n in 0..CALLS {
        call(n);
    }
    tsc() - begin
}

const LOOPS: [Row; ROWS] = [
    ("bare", || round(bare)),
    ("two clock reads", || round(two_clock_reads)),
    ("recording off", || round(timed)),
    ("counted", || round(counted)),
    ("1 in 32 timed", || round(one_in_32)),
    ("auto", || round(auto)),
    ("timed", || round(timed)),
];

fn main() {
    let nanos_per_call = nanos_per_tick() / f64::from(CALLS);
    for threads in [1, 2] {
        let medians = medians(threads).map(|ticks| ticks * nanos_per_call);
        let (bare, floor) = (medians[0], medians[1] - medians[0]);
        println!("\n{threads} thread(s)");
        println!("{:<18}{:>9}{:>12}{:>16}", "", "ns/call", "overhead", "x clock reads");
        for ((name, _), median) in LOOPS.iter().zip(medians) {
            let overhead = median - bare;
            println!("{name:<18}{median:>9.2}{overhead:>12.2}{:>16.3}", overhead / floor);
        }
    }
}

/// The median ticks of each row's rounds, over all threads.
fn medians(threads: usize) -> [f64; ROWS] {
    let barrier = Barrier::new(threads);
    let measured: Vec<[Vec<u64>; ROWS]> = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(|| measure(&barrier))).collect();
        workers.into_iter().map(|worker| worker.join().expect("no row panics")).collect()
    });
    std::array::from_fn(|row| {
        let mut ticks: Vec<u64> = measured.iter().flat_map(|rows| rows[row].clone()).collect();
        ticks.sort_unstable();
        #[expect(clippy::cast_precision_loss, reason = "microseconds")]
        let median = ticks[ticks.len() / 2] as f64;
        median
    })
}

fn measure(barrier: &Barrier) -> [Vec<u64>; ROWS] {
    let mut rows: [Vec<u64>; ROWS] = Default::default();
    for _ in 0..ROUNDS {
        for (ticks, (name, round)) in rows.iter_mut().zip(LOOPS) {
            barrier.wait();
            set_recording(name != "recording off");
            barrier.wait();
            ticks.push(round());
        }
    }
    rows
}

#[expect(clippy::disallowed_methods, reason = "calibrates the reference clock")]
fn nanos_per_tick() -> f64 {
    let (begin, ticks) = (std::time::Instant::now(), tsc());
    thread::sleep(std::time::Duration::from_millis(50));
    #[expect(clippy::cast_precision_loss, reason = "milliseconds")]
    let elapsed = (tsc() - ticks) as f64;
    begin.elapsed().as_secs_f64() * 1e9 / elapsed
}
