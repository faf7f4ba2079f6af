//! Interleaving: every round measures every contender once, in another order,
//! so that a slow minute of the machine falls on all of them.

use std::{
    fmt::Write as _,
    io::{self, Write as _},
    time::{Duration, Instant},
};

use crate::{contender::Contender, statistics::median, worker::Workers};

/// How long one contender is measured in one round.
const SLICE_NS: f64 = 8e6;
/// Fewer rounds than this are no basis for a median, whatever the time.
const MIN_ROUNDS: usize = 3;
/// Threads on the same callsite.
const THREADS: [usize; 2] = [1, 2];

/// What was seen of one contender: nanoseconds per call, one value per round.
#[derive(Debug)]
pub struct Series {
    /// The contender measured.
    pub contender: &'static Contender,
    /// With one thread.
    pub alone: Vec<f64>,
    /// With two threads on the same callsite.
    pub shared: Vec<f64>,
}

/// Measures until `budget` is spent; the first contender is the bare body,
/// the second the floor.
///
/// # Panics
/// When a contender panics or hangs on a worker thread.
pub fn measure(contenders: Vec<Contender>, budget: Duration) -> Vec<Series> {
    let workers = Workers::start(THREADS[1]);
    let mut series: Vec<Series> = contenders
        .into_iter()
        .map(|contender| Box::leak(Box::new(contender)) as &'static Contender)
        .map(|contender| Series { contender, alone: Vec::new(), shared: Vec::new() })
        .collect();
    let calls: Vec<[u64; 2]> = series.iter().map(|s| calibrate(&workers, s.contender)).collect();
    let mut shuffle = Shuffle(0x5EED);
    let begin = Instant::now();
    let mut round = 0;
    while round < MIN_ROUNDS || begin.elapsed() < budget {
        for index in shuffle.order(series.len()) {
            let one = &mut series[index];
            one.alone.push(workers.measure(one.contender, THREADS[0], calls[index][0]));
            one.shared.push(workers.measure(one.contender, THREADS[1], calls[index][1]));
        }
        round += 1;
        progress(round, begin.elapsed(), budget);
    }
    // The line of the progress ends here.
    let _ = io::stderr().write_all(b"\n");
    series
}

/// The calls that fill a slice, alone and shared. The first thousand calls
/// are thrown away: a peer registers its callsite in them.
fn calibrate(workers: &Workers, contender: &'static Contender) -> [u64; 2] {
    THREADS.map(|threads| {
        workers.measure(contender, threads, 1_000);
        let guess = [20_000; 3].map(|calls| workers.measure(contender, threads, calls));
        let calls = (SLICE_NS / median(&guess)).clamp(1e3, 2e7);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
        let calls = calls as u64;
        calls
    })
}

fn progress(round: usize, spent: Duration, budget: Duration) {
    let mut line = String::new();
    let _ = write!(line, "\rround {round}, {} of {} s ", spent.as_secs(), budget.as_secs());
    // A terminal that went away is no reason to lose the figures.
    let _ = io::stderr().write_all(line.as_bytes());
}

/// A fixed sequence of orders: the run can be repeated as it was.
struct Shuffle(u64);

impl Shuffle {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn order(&mut self, len: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..len).collect();
        for at in (1..len).rev() {
            let other = usize::try_from(self.next() % (at as u64 + 1)).expect("below a usize");
            order.swap(at, other);
        }
        order
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contender::body;

    #[test]
    fn every_round_measures_everyone_once() {
        let contenders =
            vec![Contender::new("a", "nothing", body), Contender::new("b", "nothing", body)];
        let series = measure(contenders, Duration::ZERO);
        for one in series {
            assert_eq!((one.alone.len(), one.shared.len()), (MIN_ROUNDS, MIN_ROUNDS));
            assert!(one.alone.iter().chain(&one.shared).all(|ns| *ns > 0.0));
        }
    }

    #[test]
    fn an_order_names_everyone_and_the_next_one_differs() {
        let mut shuffle = Shuffle(1);
        let (first, second) = (shuffle.order(20), shuffle.order(20));
        let mut sorted = first.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, (0..20).collect::<Vec<_>>());
        assert_ne!(first, second);
    }
}
