//! What telemetry says of itself.

use std::time::Duration;

use crate::{
    export::{
        prometheus::{
            family::{Family, Kind, Value},
            names::Labels,
        },
        units::{NUMBER, base_unit},
    },
    recorder::memory,
    snapshot::snapshot::Snapshot,
};

/// One metric of telemetry itself. Its name is `telemetry_` and `name`; a unit
/// is the name's last word.
#[derive(Clone, Debug)]
pub(crate) struct OwnMetric {
    name: &'static str,
    help: &'static str,
    kind: Kind,
    labels: Labels,
    value: f64,
}

impl OwnMetric {
    /// A number that only grows.
    pub(crate) fn counter(name: &'static str, help: &'static str, value: f64) -> Self {
        Self { name, help, kind: Kind::Counter, labels: Labels::new(), value }
    }

    /// A number that goes up and down.
    pub(crate) fn gauge(name: &'static str, help: &'static str, value: f64) -> Self {
        Self { kind: Kind::Gauge, ..Self::counter(name, help, value) }
    }

    /// The same with a label more.
    #[cfg(feature = "http")]
    #[must_use]
    pub(crate) fn with(mut self, label: &str, value: &str) -> Self {
        self.labels.insert(label.to_owned(), value.to_owned());
        self
    }
}

/// What is known of the recorder without a `Telemetry`.
#[expect(clippy::cast_precision_loss, reason = "metrics are floats")]
pub(super) fn of_recorder(snapshot: &Snapshot) -> Vec<OwnMetric> {
    let seconds = |time: Duration| time.as_secs_f64();
    vec![
        OwnMetric::counter(
            "recording_seconds",
            "Time that recording has cost, of all threads together, estimated from costs measured \
             in this process.",
            seconds(snapshot.overhead()),
        ),
        OwnMetric::gauge(
            "recorder_memory_bytes",
            "Memory that the recorder holds.",
            memory::allocated_bytes() as f64,
        ),
        OwnMetric::gauge(
            "callsites",
            "Callsites that were called at least once.",
            snapshot.callsites().len() as f64,
        ),
        OwnMetric::gauge(
            "uptime_seconds",
            "Time since recording began.",
            seconds(snapshot.uptime()),
        ),
    ]
}

/// The families of `metrics`, which stand together if they have one name.
pub(super) fn families(metrics: Vec<OwnMetric>) -> Vec<Family<'static>> {
    let mut families: Vec<Family<'static>> = Vec::new();
    for metric in metrics {
        let name = format!("telemetry_{}", metric.name);
        let at = families.iter().position(|family| family.name == name).unwrap_or_else(|| {
            let unit = metric.name.rsplit('_').next().and_then(base_unit).unwrap_or(NUMBER);
            families.push(Family::new(name, metric.kind, unit, metric.help));
            families.len() - 1
        });
        families[at].push(metric.labels, Value::Number(metric.value));
    }
    families
}
