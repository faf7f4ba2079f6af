//! Snapshots into the recorder of the `metrics` crate.

use std::collections::BTreeMap;

use metrics::Label;

use crate::snapshot::{
    callsite::CallsiteSnapshot, histogram::Histogram, snapshot::Snapshot, take::snapshot,
};

/// Passes what was recorded on to whatever recorder `metrics` has.
///
/// Each [`publish`](Self::publish) passes on what came since the one before, so the
/// recorder of `metrics` costs nothing where calls are measured. For a callsite `db.get`:
/// the counter `db.get.calls` with the label `outcome`, the gauge `db.get.in_flight`, the
/// histogram `db.get.seconds`, and `db.get.{name}` for recorded values. Counters, gauges
/// and observed values keep their names.
///
/// ```no_run
/// let mut bridge = telemetry_core::MetricsBridge::new();
/// std::thread::spawn(move || loop {
///     bridge.publish();
///     std::thread::sleep(std::time::Duration::from_secs(10));
/// });
/// ```
#[derive(Debug, Default)]
pub struct MetricsBridge {
    published: Option<Snapshot>,
}

impl MetricsBridge {
    /// A bridge that has passed nothing on.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a snapshot and passes on what is new in it.
    pub fn publish(&mut self) {
        let now = snapshot();
        let news = match &self.published {
            Some(before) => now.since(before),
            None => now.clone(),
        };
        news.callsites().for_each(calls);
        for counter in news.counters() {
            let labels = labels(counter.labels());
            metrics::counter!(counter.name().to_owned(), labels).increment(counter.value());
        }
        for values in news.values() {
            pass_on(values.name().to_owned(), &labels(values.labels()), values.histogram(), 1.0);
        }
        for gauge in now.gauges() {
            metrics::gauge!(gauge.name().to_owned(), labels(gauge.labels())).set(gauge.value());
        }
        for callsite in now.callsites() {
            let name = format!("{}.in_flight", callsite.name());
            #[expect(clippy::cast_precision_loss, reason = "fewer than 2^53 calls at once")]
            let in_flight = callsite.in_flight() as f64;
            metrics::gauge!(name, labels(callsite.labels())).set(in_flight);
        }
        self.published = Some(now);
    }
}

fn calls(callsite: &CallsiteSnapshot) {
    let labels = labels(callsite.labels());
    let outcomes = [
        ("ok", callsite.ok()),
        ("error", callsite.errors()),
        ("none", callsite.nones()),
        ("panic", callsite.panics()),
        ("cancelled", callsite.cancelled()),
    ];
    for (outcome, count) in outcomes.into_iter().filter(|(_, count)| *count > 0) {
        let mut labels = labels.clone();
        labels.push(Label::new("outcome", outcome));
        metrics::counter!(format!("{}.calls", callsite.name()), labels).increment(count);
    }
    let seconds = format!("{}.seconds", callsite.name());
    pass_on(seconds, &labels, callsite.duration(), 1e-9);
    for (name, values) in callsite.all_values() {
        pass_on(format!("{}.{name}", callsite.name()), &labels, values, 1.0);
    }
}

/// Each bucket at its value times `unit`.
fn pass_on(name: String, labels: &[Label], histogram: &Histogram, unit: f64) {
    if histogram.is_empty() {
        return;
    }
    let target = metrics::histogram!(name, labels.to_vec());
    for (value, count) in histogram.buckets().filter(|(_, count)| *count > 0) {
        #[expect(clippy::cast_precision_loss, reason = "a bucket is 1.6 % wide")]
        let value = value as f64 * unit;
        target.record_many(value, usize::try_from(count).unwrap_or(usize::MAX));
    }
}

fn labels(labels: &BTreeMap<String, String>) -> Vec<Label> {
    labels.iter().map(|(key, value)| Label::new(key.clone(), value.clone())).collect()
}
