//! Timings and counters of the program's own code.

use std::collections::BTreeMap;

use serde::Serialize;
use telemetry_anonymize::Anonymize;

use crate::{
    report::{details::DetailsLevel, distribution::Distribution, uptime},
    snapshot::{
        callsite::CallsiteSnapshot,
        scalar::{CounterSnapshot, GaugeSnapshot, ValuesSnapshot},
        snapshot::Snapshot,
    },
};

/// Timings and counters of the program's own code since the start. Names and
/// labels are constants of its source.
#[derive(Clone, Debug, PartialEq, Serialize, Anonymize)]
#[non_exhaustive]
pub struct Performance {
    /// Full hours that the clock has struck since the start.
    #[anonymize(keep, reason = "full hours only")]
    pub uptime_hours: u64,
    /// What recording itself has cost, in nanoseconds of all threads together.
    pub overhead_ns: u64,
    /// Functions and scopes.
    pub callsites: Vec<CallsiteReport>,
    /// Counters.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub counters: Vec<CounterReport>,
    /// Gauges; from details level 3.
    #[anonymize(level = 3)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub gauges: Vec<GaugeReport>,
    /// Distributions of values recorded outside of any function; from details
    /// level 3.
    #[anonymize(level = 3)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<ValuesReport>,
}

/// One function or scope. Before rounding,
/// `calls = ok + errors + nones + panics + cancelled + in_flight`.
#[derive(Clone, Debug, PartialEq, Serialize, Anonymize)]
#[non_exhaustive]
pub struct CallsiteReport {
    /// Its name and labels.
    #[serde(flatten)]
    pub series: Series,
    /// Where it stands; from details level 4.
    #[anonymize(level = 4)]
    #[serde(flatten)]
    pub place: Option<Place>,
    /// Calls begun.
    pub calls: u64,
    /// Calls that returned well.
    pub ok: u64,
    /// Calls that returned an error.
    pub errors: u64,
    /// Calls that returned nothing, where the callsite tells.
    pub nones: u64,
    /// Calls that unwound.
    pub panics: u64,
    /// Futures dropped before they were complete.
    pub cancelled: u64,
    /// Calls that had not ended.
    pub in_flight: u64,
    /// How long calls took, in nanoseconds; from details level 2.
    #[anonymize(level = 2)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_ns: Option<Distribution>,
    /// Time inside `poll`, in nanoseconds; from details level 3.
    #[anonymize(level = 3)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub busy_ns: Option<Distribution>,
    /// Values recorded with the calls; from details level 3.
    #[anonymize(
        level = 3,
        keys(
            keep,
            reason = "names from the program's source",
            free_text = "the compiler put it there"
        )
    )]
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<String, Distribution>,
}

/// What tells one callsite, counter, gauge or distribution from another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Anonymize)]
#[non_exhaustive]
pub struct Series {
    /// The name that was given, or the one in the source: `crate::module::Type::method`.
    #[anonymize(
        keep,
        reason = "a name from the program's source",
        free_text = "the compiler put it there"
    )]
    pub name: String,
    /// Its labels.
    #[anonymize(
        keep,
        reason = "constants from the program's source",
        free_text = "the compiler put it there"
    )]
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
}

/// Where a callsite stands in the program's source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Anonymize)]
#[non_exhaustive]
pub struct Place {
    /// The module.
    #[anonymize(
        keep,
        reason = "a name from the program's source",
        free_text = "the compiler put it there"
    )]
    pub module: String,
    /// The line in its file.
    #[anonymize(keep, reason = "a place in the program's source")]
    pub line: u32,
}

/// A counter.
#[derive(Clone, Debug, PartialEq, Serialize, Anonymize)]
#[non_exhaustive]
pub struct CounterReport {
    /// Its name and labels.
    #[serde(flatten)]
    pub series: Series,
    /// The count.
    pub value: u64,
}

/// A gauge.
#[derive(Clone, Debug, PartialEq, Serialize, Anonymize)]
#[non_exhaustive]
pub struct GaugeReport {
    /// Its name and labels.
    #[serde(flatten)]
    pub series: Series,
    /// The value last set.
    pub value: f64,
}

/// A distribution of values.
#[derive(Clone, Debug, PartialEq, Serialize, Anonymize)]
#[non_exhaustive]
pub struct ValuesReport {
    /// Its name and labels.
    #[serde(flatten)]
    pub series: Series,
    /// The unit of the values.
    #[anonymize(
        keep,
        reason = "a constant from the program's source",
        free_text = "the compiler put it there"
    )]
    #[serde(skip_serializing_if = "String::is_empty")]
    pub unit: String,
    /// The values.
    pub distribution: Distribution,
}

impl Performance {
    /// What of `snapshot` a report of `level` has.
    pub(super) fn of(snapshot: &Snapshot, level: DetailsLevel) -> Self {
        let has = |at: u8| at <= level.get();
        let from = |at: DetailsLevel, own: u8| level >= at && has(own);
        let callsites = snapshot.callsites().filter(|site| has(site.level()));
        let counters = snapshot.counters().filter(|counter| has(counter.level()));
        let gauges = snapshot.gauges().filter(|g| from(DetailsLevel::VALUES, g.level()));
        let values = snapshot.values().filter(|v| from(DetailsLevel::VALUES, v.level()));
        Self {
            uptime_hours: uptime::hours(snapshot.uptime()),
            overhead_ns: u64::try_from(snapshot.overhead().as_nanos()).unwrap_or(u64::MAX),
            callsites: callsites.map(|site| CallsiteReport::of(site, level)).collect(),
            counters: counters.map(CounterReport::of).collect(),
            gauges: gauges.map(GaugeReport::of).collect(),
            values: values.map(ValuesReport::of).collect(),
        }
    }
}

impl Series {
    pub(super) fn of(name: &str, labels: &BTreeMap<String, String>) -> Self {
        Self { name: name.to_owned(), labels: labels.clone() }
    }
}

impl CallsiteReport {
    fn of(site: &CallsiteSnapshot, level: DetailsLevel) -> Self {
        let with_values = level >= DetailsLevel::VALUES;
        let values = site.all_values().iter().filter(|_| with_values);
        let place = || Place { module: site.module().to_owned(), line: site.line() };
        Self {
            series: Series::of(site.name(), site.labels()),
            place: (level >= DetailsLevel::PLACES).then(place),
            calls: site.calls(),
            ok: site.ok(),
            errors: site.errors(),
            nones: site.nones(),
            panics: site.panics(),
            cancelled: site.cancelled(),
            in_flight: site.in_flight(),
            duration_ns: (level >= DetailsLevel::DURATIONS)
                .then(|| Distribution::of(site.duration())),
            busy_ns: site.busy().filter(|_| with_values).map(Distribution::of),
            values: values.map(|(name, held)| (name.clone(), Distribution::of(held))).collect(),
        }
    }
}

impl CounterReport {
    fn of(counter: &CounterSnapshot) -> Self {
        Self { series: Series::of(counter.name(), counter.labels()), value: counter.value() }
    }
}

impl GaugeReport {
    fn of(gauge: &GaugeSnapshot) -> Self {
        Self { series: Series::of(gauge.name(), gauge.labels()), value: gauge.value() }
    }
}

impl ValuesReport {
    fn of(values: &ValuesSnapshot) -> Self {
        Self {
            series: Series::of(values.name(), values.labels()),
            unit: values.unit().to_owned(),
            distribution: Distribution::of(values.histogram()),
        }
    }
}
