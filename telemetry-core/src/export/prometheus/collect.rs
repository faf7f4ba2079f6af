//! From a snapshot to metric families.
//!
//! Callsites share families and are told apart by the label `callsite` and their
//! own labels, so that one query covers all of them. Counters, gauges and values
//! that the program names are families of their own.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use crate::{
    export::{
        help,
        prometheus::{
            descriptions,
            family::{Family, Kind, Value},
            names::{self, Labels},
            own::{self, OwnMetric},
        },
        units::{NANOSECONDS, NUMBER, Unit},
    },
    snapshot::{
        callsite::CallsiteSnapshot,
        scalar::{CounterSnapshot, GaugeSnapshot, ValuesSnapshot},
        snapshot::Snapshot,
    },
};

/// All families of a snapshot and of telemetry itself. No two have a sample
/// name in common.
pub(super) fn collect(snapshot: &Snapshot, own: Vec<OwnMetric>) -> Vec<Family<'_>> {
    let mut families = of_callsites(snapshot);
    let own = own::of_recorder(snapshot).into_iter().chain(own).collect();
    families.extend(own::families(own));
    let mut named = Named::new(&families);
    snapshot.callsites().for_each(|site| named.add_values_of(site));
    snapshot.counters().for_each(|counter| named.add_counter(counter));
    snapshot.gauges().for_each(|gauge| named.add_gauge(gauge));
    snapshot.values().for_each(|values| named.add_values(values));
    families.extend(named.families);
    families.retain(|family| !family.series.is_empty());
    families
}

fn of_callsites(snapshot: &Snapshot) -> Vec<Family<'_>> {
    let family = |name, kind, unit, help: &str| Family::new(name, kind, unit, help);
    let mut calls = family("callsite_calls", Kind::Counter, NUMBER, "Ended calls, by outcome.");
    let mut in_flight = family(
        "callsite_in_flight",
        Kind::Gauge,
        NUMBER,
        "Calls that have begun and have not ended.",
    );
    let mut duration = family(
        "callsite_duration_seconds",
        Kind::Histogram,
        NANOSECONDS,
        &descriptions::after("How long calls took.", snapshot),
    );
    let mut busy = family(
        "callsite_busy_seconds",
        Kind::Histogram,
        NANOSECONDS,
        "Of calls of async functions, the time inside poll.",
    );
    let mut about = family("callsite", Kind::Info, NUMBER, "Where a callsite is and what it does.");
    for site in snapshot.callsites() {
        for (outcome, count) in outcomes(site) {
            calls.push(labels_of(site, &[("outcome", outcome)]), Value::Count(count));
        }
        in_flight.push(labels_of(site, &[]), Value::Count(site.in_flight()));
        duration.push(labels_of(site, &[]), Value::Histogram(Cow::Borrowed(site.duration())));
        if let Some(time) = site.busy() {
            busy.push(labels_of(site, &[]), Value::Histogram(Cow::Borrowed(time)));
        }
        about.push(whereabouts(site), Value::Count(1));
    }
    vec![calls, in_flight, duration, busy, about]
}

fn outcomes(site: &CallsiteSnapshot) -> [(&'static str, u64); 5] {
    [
        ("ok", site.ok()),
        ("error", site.errors()),
        ("none", site.nones()),
        ("panic", site.panics()),
        ("cancelled", site.cancelled()),
    ]
}

/// The labels of a callsite's series: its name, its own, and `more`.
fn labels_of(site: &CallsiteSnapshot, more: &[(&str, &str)]) -> Labels {
    names::labels(site.labels(), &[&[("callsite", site.name())], more].concat())
}

fn whereabouts(site: &CallsiteSnapshot) -> Labels {
    let line = site.line().to_string();
    let more = [
        ("module", site.module()),
        ("file", site.file()),
        ("line", &line),
        ("description", site.description()),
    ];
    labels_of(site, &more)
}

/// The families under names that the program gave.
struct Named<'a> {
    families: Vec<Family<'a>>,
    /// Where the family of a wanted name is.
    wanted: BTreeMap<(String, &'static str, &'static str), usize>,
    taken: BTreeSet<String>,
}

impl<'a> Named<'a> {
    fn new(others: &[Family<'_>]) -> Self {
        let taken = others.iter().flat_map(Family::sample_names).collect();
        Self { families: Vec::new(), wanted: BTreeMap::new(), taken }
    }

    fn add_values_of(&mut self, site: &'a CallsiteSnapshot) {
        for (name, histogram) in site.all_values() {
            let (name, unit) = names::with_unit(&format!("callsite_{name}"), "");
            let help = format!("What callsites record as {name}.");
            let value = Value::Histogram(Cow::Borrowed(histogram));
            self.family(name, Kind::Histogram, unit, &help).push(labels_of(site, &[]), value);
        }
    }

    fn add_counter(&mut self, counter: &CounterSnapshot) {
        let name = names::snake(counter.name());
        let name = name.strip_suffix("_total").unwrap_or(&name).to_owned();
        let (name, unit) = names::with_unit(&name, "");
        let value = match unit {
            Unit { factor: 1.0, .. } => Value::Count(counter.value()),
            Unit { factor, .. } => Value::Number(scaled(counter.value(), factor)),
        };
        let help = help::of(counter.description(), "Counter", counter.name());
        let labels = names::labels(counter.labels(), &[]);
        self.family(name, Kind::Counter, unit, &help).push(labels, value);
    }

    fn add_gauge(&mut self, gauge: &GaugeSnapshot) {
        let (name, unit) = names::with_unit(gauge.name(), "");
        let name = name.strip_suffix("_total").unwrap_or(&name).to_owned();
        let help = help::of(gauge.description(), "Gauge", gauge.name());
        let value = Value::Number(gauge.value() * unit.factor);
        let labels = names::labels(gauge.labels(), &[]);
        self.family(name, Kind::Gauge, unit, &help).push(labels, value);
    }

    fn add_values(&mut self, values: &'a ValuesSnapshot) {
        let (name, unit) = names::with_unit(values.name(), values.unit());
        let help = help::of(values.description(), "Values", values.name());
        let value = Value::Histogram(Cow::Borrowed(values.histogram()));
        let labels = names::labels(values.labels(), &[]);
        self.family(name, Kind::Histogram, unit, &help).push(labels, value);
    }

    /// The family wanted under `name`: one of the same kind and unit is shared,
    /// otherwise a free name is found.
    fn family(&mut self, name: String, kind: Kind, unit: Unit, help: &str) -> &mut Family<'a> {
        let key = (name.clone(), kind_word(kind), unit.word);
        let known = self.wanted.get(&key).copied();
        let at = known.unwrap_or_else(|| {
            let family = self.free(name, kind, unit, help);
            self.families.push(family);
            self.wanted.insert(key, self.families.len() - 1);
            self.families.len() - 1
        });
        &mut self.families[at]
    }

    fn free(&mut self, name: String, kind: Kind, unit: Unit, help: &str) -> Family<'a> {
        let mut family = Family::new(name, kind, unit, help);
        while family.sample_names().iter().any(|name| self.taken.contains(name)) {
            family.name.insert_str(0, "app_");
        }
        self.taken.extend(family.sample_names());
        family
    }
}

fn kind_word(kind: Kind) -> &'static str {
    match kind {
        Kind::Counter => "counter",
        Kind::Gauge => "gauge",
        Kind::Histogram => "histogram",
        Kind::Info => "info",
    }
}

#[expect(clippy::cast_precision_loss, reason = "exported values are floats")]
fn scaled(count: u64, factor: f64) -> f64 {
    count as f64 * factor
}
