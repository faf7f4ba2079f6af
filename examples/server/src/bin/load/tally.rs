//! What came of the rounds.

use std::{fmt, time::Duration};

use hdrhistogram::Histogram;

/// The longest latency that is told apart, in µs.
const LONGEST: u64 = 60_000_000;

/// What one server did in one round.
#[derive(Clone, Debug)]
pub(crate) struct Tally {
    /// In µs.
    pub(crate) latencies: Histogram<u64>,
    pub(crate) followed: u64,
    pub(crate) took: Duration,
    /// Of the server, in ticks of the system; 0 where that does not tell.
    pub(crate) processor_ticks: u64,
}

impl Default for Tally {
    fn default() -> Self {
        let latencies = Histogram::new_with_bounds(1, LONGEST, 3).expect("the bounds are in order");
        Self { latencies, followed: 0, took: Duration::ZERO, processor_ticks: 0 }
    }
}

impl Tally {
    pub(crate) fn add(&mut self, other: &Self) {
        self.latencies.add(&other.latencies).expect("both have the same bounds");
        self.followed += other.followed;
        self.took += other.took;
        self.processor_ticks += other.processor_ticks;
    }

    /// Processor time of a request, in ticks.
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
    fn cost(&self) -> f64 {
        self.processor_ticks as f64 / self.latencies.len() as f64
    }

    /// Requests per second.
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
    fn rate(&self) -> f64 {
        self.latencies.len() as f64 / self.took.as_secs_f64()
    }
}

/// Whole µs, for a histogram.
pub(crate) fn micros(latency: Duration) -> u64 {
    latency.as_micros().try_into().unwrap_or(LONGEST)
}

/// All rounds with telemetry beside all without.
#[derive(Clone, Debug, Default)]
pub(crate) struct Comparison {
    /// Scrapes and previews that were answered meanwhile.
    pub(crate) looks: u64,
    with: Tally,
    without: Tally,
    /// The two rates of each round.
    rates: Vec<(f64, f64)>,
}

impl Comparison {
    pub(crate) fn add(&mut self, with: &Tally, without: &Tally) {
        self.rates.push((with.rate(), without.rate()));
        self.with.add(with);
        self.without.add(without);
    }

    /// The last round as a row.
    pub(crate) fn last(&self) -> String {
        let (with, without) = self.rates.last().copied().unwrap_or_default();
        format!("{with:>8.0}   {without:>8.0}")
    }

    /// The ratios of the rounds, in order.
    fn ratios(&self) -> Vec<f64> {
        let mut ratios: Vec<f64> = self.rates.iter().map(|(with, bare)| with / bare).collect();
        ratios.sort_unstable_by(f64::total_cmp);
        ratios
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, tally) in [("with", &self.with), ("without", &self.without)] {
            let quantile = |q| tally.latencies.value_at_quantile(q);
            writeln!(
                f,
                "{name:<8} {:>9} requests, {:>6.0} per second, p50 {} µs, p99 {} µs",
                tally.latencies.len(),
                tally.rate(),
                quantile(0.5),
                quantile(0.99),
            )?;
        }
        let cost = self.with.cost() / self.without.cost();
        if cost.is_normal() {
            writeln!(f, "processor time of a request with telemetry over without: {cost:.3}")?;
        }
        let ratios = self.ratios();
        let (Some(least), Some(most)) = (ratios.first(), ratios.last()) else { return Ok(()) };
        let median = f64::midpoint(ratios[(ratios.len() - 1) / 2], ratios[ratios.len() / 2]);
        let (looks, rounds) = (self.looks, ratios.len());
        writeln!(
            f,
            "throughput with telemetry over without: median {median:.3} of {rounds} rounds, \
             {least:.3} to {most:.3}; {looks} scrapes and previews meanwhile"
        )
    }
}
