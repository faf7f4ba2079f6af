//! What a recorded call costs on this machine, by itself and as a multiple of
//! what no timing can go below: reading the processor's clock twice.
//!
//! ```text
//! cargo run --release --example overhead [ROUNDS]
//! ```
//!
//! All rows are measured in turn, a thousand calls at a time, for as many rounds
//! as fit into the time, and the medians are shown: a disturbance hits all rows
//! alike, and the median does not see it. With two threads both make the same
//! calls, through the same callsite, at the same time.

use std::{
    env,
    hint::black_box,
    io::{self, Write},
    process::ExitCode,
    sync::Barrier,
    thread,
    time::Instant,
};

use telemetry_core::{count, instrumented, set_recording};

const CALLS: u32 = 1000;
/// Rounds per number of threads unless the command line says; one takes 0.15 ms.
const ROUNDS: usize = 5000;
/// More would not fit into a minute.
const MOST_ROUNDS: usize = 100_000;
const THREADS: [usize; 2] = [1, 2];

/// A row of the table: a function that does the same as all others and is
/// recorded in its own way.
struct Row {
    name: &'static str,
    call: fn(u32) -> u32,
    recording: bool,
}

const ROWS: [Row; 8] = [
    Row::new("bare", bare),
    Row::new("two clock reads", two_clock_reads),
    Row { recording: false, ..Row::new("recording off", timed) },
    Row::new("a counter", counter),
    Row::new("counted, never timed", counted),
    Row::new("sampled, 1 in 32", sampled),
    Row::new("sampled, auto", sampled_auto),
    Row::new("timed", timed),
];

impl Row {
    const fn new(name: &'static str, call: fn(u32) -> u32) -> Self {
        Self { name, call, recording: true }
    }
}

/// What every row's function does.
#[inline]
fn work(n: u32) -> u32 {
    black_box(n).wrapping_mul(31)
}

#[inline(never)]
fn bare(n: u32) -> u32 {
    work(n)
}

#[inline(never)]
fn two_clock_reads(n: u32) -> u32 {
    black_box(raw_clock());
    let result = work(n);
    black_box(raw_clock());
    result
}

#[inline(never)]
fn counter(n: u32) -> u32 {
    count!("calls");
    work(n)
}

#[instrumented(sample = never)]
#[inline(never)]
fn counted(n: u32) -> u32 {
    work(n)
}

#[instrumented(sample = 32)]
#[inline(never)]
fn sampled(n: u32) -> u32 {
    work(n)
}

#[instrumented(sample = auto)]
#[inline(never)]
fn sampled_auto(n: u32) -> u32 {
    work(n)
}

#[instrumented]
#[inline(never)]
fn timed(n: u32) -> u32 {
    work(n)
}

/// The cheapest clock there is.
#[cfg(target_arch = "x86_64")]
#[inline]
#[expect(unsafe_code, reason = "the raw clock is the reference")]
fn raw_clock() -> u64 {
    // SAFETY: every x86_64 processor has `rdtsc`, and it touches no memory.
    unsafe { std::arch::x86_64::_rdtsc() }
}

/// The cheapest clock that the standard library has.
#[cfg(not(target_arch = "x86_64"))]
#[inline]
fn raw_clock() -> Instant {
    now()
}

#[expect(clippy::disallowed_methods, reason = "the reference clock of the measurement")]
fn now() -> Instant {
    Instant::now()
}

fn main() -> ExitCode {
    let Some(rounds) = rounds() else {
        let _ = writeln!(io::stderr(), "usage: overhead [ROUNDS], from 1 to {MOST_ROUNDS}");
        return ExitCode::from(2);
    };
    match print(rounds, &mut io::stdout().lock()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

/// What the command line says; none if it makes no sense.
fn rounds() -> Option<usize> {
    let mut arguments = env::args_os().skip(1);
    let Some(first) = arguments.next() else { return Some(ROUNDS) };
    let rounds = first.to_str()?.parse().ok()?;
    (arguments.next().is_none() && (1..=MOST_ROUNDS).contains(&rounds)).then_some(rounds)
}

fn print(rounds: usize, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "{:<22}", "")?;
    for threads in THREADS {
        write!(out, "{:>30}", format!("{threads} thread(s)"))?;
    }
    write!(out, "\n{:<22}", "per call")?;
    for _ in THREADS {
        write!(out, "{:>10}{:>10}{:>10}", "ns", "over bare", "x clock")?;
    }
    let medians = THREADS.map(|threads| medians(threads, rounds));
    for (row, Row { name, .. }) in ROWS.iter().enumerate() {
        write!(out, "\n{name:<22}")?;
        for medians in &medians {
            let (bare, clock) = (medians[0], medians[1] - medians[0]);
            let over = medians[row] - bare;
            write!(out, "{:>10.2}{over:>10.2}{:>10.2}", medians[row], over / clock)?;
        }
    }
    writeln!(out, "\n\nx clock: cost over bare, as a multiple of that of two clock reads")
}

/// The median cost of a call of each row, in nanoseconds.
fn medians(threads: usize, rounds: usize) -> [f64; ROWS.len()] {
    let barrier = Barrier::new(threads);
    let samples: Vec<_> = thread::scope(|scope| {
        let workers: Vec<_> =
            (0..threads).map(|_| scope.spawn(|| measure(&barrier, rounds))).collect();
        workers.into_iter().map(|worker| worker.join().expect("no row panics")).collect()
    });
    std::array::from_fn(|row| {
        let mut all: Vec<f64> =
            samples.iter().flat_map(|rounds| rounds.iter().map(|round| round[row])).collect();
        let middle = all.len() / 2;
        *all.select_nth_unstable_by(middle, f64::total_cmp).1
    })
}

/// All rounds of one thread, each with one sample of every row.
fn measure(barrier: &Barrier, rounds: usize) -> Vec<[f64; ROWS.len()]> {
    let round = |_| {
        ROWS.each_ref().map(|row| {
            barrier.wait();
            set_recording(row.recording);
            barrier.wait();
            sample(row.call)
        })
    };
    (0..rounds).map(round).collect()
}

/// Nanoseconds per call, over [`CALLS`] calls.
fn sample(call: fn(u32) -> u32) -> f64 {
    let begin = now();
    for n in 0..CALLS {
        black_box(call(n));
    }
    begin.elapsed().as_secs_f64() * 1e9 / f64::from(CALLS)
}
