//! Taking a snapshot of this process.

use std::collections::BTreeMap;

use crate::{
    recorder::{
        clock,
        cost::{self, Costs},
        gauge::{self, Gauge},
        histogram::HistogramTotals,
        layout, registry,
        sampling::Sampling,
        shard::{Outcome, Totals},
        site::{Kind, Site},
    },
    snapshot::{
        callsite::{CallsiteSnapshot, Identity},
        histogram::Histogram,
        scalar::{CounterSnapshot, GaugeSnapshot, ValuesSnapshot},
        snapshot::Snapshot,
    },
};

/// An owned copy of everything recorded so far.
///
/// Threads that record meanwhile are not stopped. For each callsite the numbers
/// belong together, and no number is ever less than in an earlier snapshot
/// (`in_flight` and gauges excepted).
pub fn snapshot() -> Snapshot {
    let scale = Scale { nanos_per_tick: clock::nanos_per_tick(), costs: cost::costs() };
    let mut taken = Snapshot {
        uptime: u64::try_from(clock::uptime().as_nanos()).unwrap_or(u64::MAX),
        gauges: gauge::gauges().into_iter().map(gauge_of).collect(),
        ..Snapshot::default()
    };
    for site in registry::sites() {
        let totals = site.shards.read();
        match (site.description.kind, site.description.parent) {
            (Kind::Timed, _) => taken.callsites.push(callsite_of(site, &totals, &scale)),
            (Kind::Counter, _) => taken.counters.push(counter_of(site, &totals)),
            (Kind::Values, None) => taken.values.push(values_of(site, &totals)),
            (Kind::Values, Some(parent)) => taken.callsites.push(part_of(parent, site, &totals)),
        }
    }
    taken.normalize();
    taken
}

/// What turns ticks into nanoseconds and calls into overhead.
struct Scale {
    nanos_per_tick: f64,
    costs: Costs,
}

fn callsite_of(site: &Site, totals: &Totals, scale: &Scale) -> CallsiteSnapshot {
    let ended: u64 = totals.ends.iter().sum();
    let end = |outcome: Outcome| totals.ends[outcome as usize];
    let duration = histogram(&totals.duration, scale.nanos_per_tick);
    let timed = match site.description.sampling {
        Sampling::Every => duration.count(),
        _ => totals.timed,
    };
    CallsiteSnapshot {
        identity: identity(site),
        calls: totals.starts,
        ok: end(Outcome::Ok),
        errors: end(Outcome::Error),
        nones: end(Outcome::None),
        panics: end(Outcome::Panic),
        cancelled: end(Outcome::Cancelled),
        in_flight: totals.starts - ended,
        timed,
        overhead: scale.overhead(totals.starts, timed),
        duration,
        busy: totals.busy.as_ref().map(|busy| histogram(busy, scale.nanos_per_tick)),
        values: BTreeMap::new(),
    }
}

/// The values that `parent` recorded, as an entry to be joined with its own.
fn part_of(parent: &Site, site: &Site, totals: &Totals) -> CallsiteSnapshot {
    let values = BTreeMap::from([(site.name().to_owned(), histogram(&totals.duration, 1.0))]);
    CallsiteSnapshot { identity: identity(parent), values, ..CallsiteSnapshot::default() }
}

fn counter_of(site: &Site, totals: &Totals) -> CounterSnapshot {
    CounterSnapshot { identity: identity(site), value: totals.starts }
}

fn values_of(site: &Site, totals: &Totals) -> ValuesSnapshot {
    ValuesSnapshot {
        identity: identity(site),
        unit: site.description.unit.to_owned(),
        histogram: histogram(&totals.duration, 1.0),
    }
}

fn gauge_of(gauge: &'static Gauge) -> GaugeSnapshot {
    let identity = Identity {
        name: gauge.name().to_owned(),
        labels: owned(gauge.labels.iter()),
        module: gauge.module.to_owned(),
        file: gauge.file.to_owned(),
        line: gauge.line,
        level: 1,
        description: gauge.description.to_owned(),
    };
    GaugeSnapshot { identity, value: gauge.value() }
}

fn identity(site: &Site) -> Identity {
    let description = &site.description;
    Identity {
        name: site.name().to_owned(),
        labels: owned(description.labels.iter().chain(&description.slot)),
        module: description.module.to_owned(),
        file: description.file.to_owned(),
        line: description.line,
        level: description.level,
        description: description.text.to_owned(),
    }
}

fn owned<'a>(
    labels: impl Iterator<Item = &'a (&'static str, &'static str)>,
) -> BTreeMap<String, String> {
    labels.map(|&(key, value)| (key.to_owned(), value.to_owned())).collect()
}

fn histogram(totals: &HistogramTotals, scale: f64) -> Histogram {
    let octaves = totals.octaves.iter().enumerate();
    let buckets = octaves.filter_map(|(octave, counts)| Some((octave, counts.as_ref()?)));
    let buckets = buckets.flat_map(|(octave, counts)| {
        counts
            .iter()
            .enumerate()
            .map(move |(sub, &count)| (scaled(layout::midpoint(octave, sub), scale), count))
    });
    let (sum, max) = (scaled(totals.sum, scale), scaled(totals.max, scale));
    Histogram::from_buckets(sum, scaled(totals.min, scale).min(max), max, buckets)
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::float_cmp,
    reason = "a factor of exactly one marks values that are not ticks; the cast saturates"
)]
fn scaled(value: u64, scale: f64) -> u64 {
    if scale == 1.0 { value } else { (value as f64 * scale).round() as u64 }
}

impl Scale {
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an estimate"
    )]
    fn overhead(&self, calls: u64, timed: u64) -> u64 {
        let ticks = self.costs.counted * calls as f64 + self.costs.timed * timed as f64;
        (ticks * self.nanos_per_tick) as u64
    }
}
