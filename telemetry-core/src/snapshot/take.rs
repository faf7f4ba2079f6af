//! Taking a snapshot of this process.

use std::{collections::BTreeMap, ptr};

use parking_lot::Mutex;

use crate::{
    recorder::{
        clock,
        cost::{self, Costs},
        description::{Described, Description, Kind},
        gauge::{self, Gauge},
        histogram::HistogramTotals,
        registry,
        sampling::Sampling,
        shard::{Outcome, Totals},
        site::{About, Site},
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
    let mut reader = READER.lock();
    reader.sort();
    let Reader { order, totals, .. } = &mut *reader;
    for (identity, site) in order {
        let About { shards, description, .. } = site.about();
        shards.read(totals);
        match (description.kind, description.parent) {
            (Kind::Timed, _) => taken.callsites.push(callsite_of(identity, site, totals, &scale)),
            (Kind::Counter, _) => taken.counters.push(counter_of(identity, totals)),
            (Kind::Values, None) => taken.values.push(values_of(identity, site, totals)),
            (Kind::Values, Some(_)) => taken.callsites.push(part_of(identity, site, totals)),
        }
    }
    drop(reader);
    taken.normalize();
    taken
}

/// What one snapshot leaves to the next.
struct Reader {
    /// The callsites in the order of their entries, and the one that was newest.
    order: Vec<(Identity, &'static Site)>,
    newest: Option<&'static Site>,
    totals: Totals,
}

static READER: Mutex<Reader> =
    Mutex::new(Reader { order: Vec::new(), newest: None, totals: Totals::new() });

/// What turns ticks into nanoseconds and calls into overhead.
struct Scale {
    nanos_per_tick: f64,
    costs: Costs,
}

fn callsite_of(
    identity: &Identity,
    site: &Site,
    totals: &Totals,
    scale: &Scale,
) -> CallsiteSnapshot {
    let ended: u64 = totals.ends.iter().sum();
    let end = |outcome: Outcome| totals.ends[outcome as usize];
    let duration = histogram(&totals.duration, scale.nanos_per_tick);
    let timed = match site.sampling() {
        Sampling::Every => duration.count(),
        _ => totals.timed,
    };
    CallsiteSnapshot {
        identity: identity.clone(),
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
        busy: totals.has_busy.then(|| histogram(&totals.busy, scale.nanos_per_tick)),
        values: BTreeMap::new(),
    }
}

/// The values that a callsite recorded, as an entry to be joined with its own.
fn part_of(identity: &Identity, site: &Site, totals: &Totals) -> CallsiteSnapshot {
    let values = BTreeMap::from([(site.name().to_owned(), histogram(&totals.duration, 1.0))]);
    CallsiteSnapshot { identity: identity.clone(), values, ..CallsiteSnapshot::default() }
}

fn counter_of(identity: &Identity, totals: &Totals) -> CounterSnapshot {
    CounterSnapshot { identity: identity.clone(), value: totals.starts }
}

fn values_of(identity: &Identity, site: &Site, totals: &Totals) -> ValuesSnapshot {
    ValuesSnapshot {
        identity: identity.clone(),
        unit: site.description().unit.to_owned(),
        histogram: histogram(&totals.duration, 1.0),
    }
}

fn gauge_of(gauge: &'static Gauge) -> GaugeSnapshot {
    let identity = identity_of(gauge.name(), gauge.description());
    GaugeSnapshot { identity, value: gauge.value() }
}

impl Reader {
    /// Puts the callsites in order, if there is a new one.
    fn sort(&mut self) {
        let newest = registry::newest();
        if self.newest.map(ptr::from_ref) != newest.map(ptr::from_ref) {
            // The values of a callsite go with it.
            let entry = |site: &'static Site| site.description().parent.unwrap_or(site);
            self.order = registry::sites().map(|site| (identity(entry(site)), site)).collect();
            self.order.sort_by(|(a, _), (b, _)| a.cmp(b));
            self.newest = newest;
        }
    }
}

fn identity(site: &'static dyn Described) -> Identity {
    identity_of(site.name(), site.description())
}

fn identity_of(name: &'static str, description: &Description) -> Identity {
    Identity {
        name: name.into(),
        labels: owned(description.labels),
        module: description.module.into(),
        file: description.file.into(),
        line: description.line,
        level: description.level,
        description: description.text.into(),
    }
}

fn owned(labels: &[(&str, &str)]) -> BTreeMap<String, String> {
    labels.iter().map(|&(key, value)| (key.to_owned(), value.to_owned())).collect()
}

fn histogram(totals: &HistogramTotals, scale: f64) -> Histogram {
    let buckets = totals.buckets().map(|(value, count)| (scaled(value, scale), count));
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
