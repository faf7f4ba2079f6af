//! From a snapshot to an OTLP request.

use std::collections::BTreeMap;

use crate::{
    export::{
        exponential::{Exponential, scaled},
        help,
        otlp::{
            proto::{
                AggregationTemporality, AnyValue, Buckets, Data, ExponentialHistogram,
                ExponentialHistogramDataPoint, ExportMetricsServiceRequest, Gauge,
                InstrumentationScope, KeyValue, Metric, Number, NumberDataPoint, Resource,
                ResourceMetrics, ScopeMetrics, Sum,
            },
            settings::Temporality,
        },
        units::{NANOSECONDS, NUMBER, Unit, base_unit},
    },
    snapshot::{callsite::CallsiteSnapshot, histogram::Histogram, snapshot::Snapshot},
};

/// The most buckets between the first and the last of one histogram.
const WIDTH: u32 = 1024;

/// The time that a request is about, in ns since 1970, and what its numbers
/// count from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    pub(super) start: u64,
    pub(super) end: u64,
    pub(super) temporality: Temporality,
}

/// The request for one snapshot, or for the difference of two.
pub(super) fn request(
    snapshot: &Snapshot,
    span: Span,
    resource: &BTreeMap<String, String>,
) -> ExportMetricsServiceRequest {
    let scope = InstrumentationScope {
        name: env!("CARGO_PKG_NAME").to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    };
    let metrics = Convert { span, metrics: BTreeMap::new() }.all(snapshot);
    ExportMetricsServiceRequest {
        resource_metrics: vec![ResourceMetrics {
            resource: Some(Resource { attributes: attributes(resource, &[]) }),
            scope_metrics: vec![ScopeMetrics { scope: Some(scope), metrics }],
        }],
    }
}

/// Metrics by name and kind, so that the points of one stand together.
struct Convert {
    span: Span,
    metrics: BTreeMap<(String, u8), Metric>,
}

impl Convert {
    fn all(mut self, snapshot: &Snapshot) -> Vec<Metric> {
        snapshot.callsites().for_each(|site| self.callsite(site));
        for counter in snapshot.counters() {
            let about = help::of(counter.description(), "Counter", counter.name());
            let labels = attributes(counter.labels(), &[]);
            self.count(counter.name(), &about, labels, counter.value());
        }
        for gauge in snapshot.gauges() {
            let about = help::of(gauge.description(), "Gauge", gauge.name());
            let labels = attributes(gauge.labels(), &[]);
            self.gauge(gauge.name(), &about, labels, gauge.value());
        }
        for values in snapshot.values() {
            let about = help::of(values.description(), "Values", values.name());
            let unit = base_unit(values.unit()).unwrap_or(NUMBER);
            let labels = attributes(values.labels(), &[]);
            self.histogram(values.name(), &about, unit, labels, values.histogram());
        }
        let overhead = snapshot.overhead().as_secs_f64();
        self.sum("telemetry.recording", OVERHEAD, "s", Vec::new(), Number::Double(overhead));
        self.metrics.into_values().collect()
    }

    fn callsite(&mut self, site: &CallsiteSnapshot) {
        let with = |more: &[(&str, &str)]| {
            attributes(site.labels(), &[&[("callsite", site.name())], more].concat())
        };
        for (outcome, count) in [
            ("ok", site.ok()),
            ("error", site.errors()),
            ("none", site.nones()),
            ("panic", site.panics()),
            ("cancelled", site.cancelled()),
        ] {
            self.count("callsite.calls", CALLS, with(&[("outcome", outcome)]), count);
        }
        #[expect(clippy::cast_precision_loss, reason = "a gauge is a float")]
        let in_flight = site.in_flight() as f64;
        self.gauge("callsite.in_flight", IN_FLIGHT, with(&[]), in_flight);
        self.histogram("callsite.duration", DURATION, NANOSECONDS, with(&[]), site.duration());
        if let Some(busy) = site.busy() {
            self.histogram("callsite.busy", BUSY, NANOSECONDS, with(&[]), busy);
        }
        for (name, histogram) in site.all_values() {
            let about = format!("What callsites record as {name}.");
            let unit = base_unit(name).unwrap_or(NUMBER);
            self.histogram(&format!("callsite.{name}"), &about, unit, with(&[]), histogram);
        }
    }

    fn count(&mut self, name: &str, about: &str, attributes: Vec<KeyValue>, value: u64) {
        let value = Number::Int(i64::try_from(value).unwrap_or(i64::MAX));
        self.sum(name, about, "1", attributes, value);
    }

    fn sum(
        &mut self,
        name: &str,
        about: &str,
        unit: &str,
        attributes: Vec<KeyValue>,
        value: Number,
    ) {
        let nothing = matches!(value, Number::Int(0) | Number::Double(0.0));
        if nothing && self.span.temporality == Temporality::Delta {
            return;
        }
        let point = self.point(attributes, value);
        let aggregation_temporality = self.temporality();
        let data = self.metric(name, about, unit, || {
            let data_points = Vec::new();
            Data::Sum(Sum { data_points, aggregation_temporality, is_monotonic: true })
        });
        if let Data::Sum(sum) = data {
            sum.data_points.push(point);
        }
    }

    fn gauge(&mut self, name: &str, about: &str, attributes: Vec<KeyValue>, value: f64) {
        let point = self.point(attributes, Number::Double(value));
        let empty = || Data::Gauge(Gauge { data_points: Vec::new() });
        if let Data::Gauge(gauge) = self.metric(name, about, "1", empty) {
            gauge.data_points.push(point);
        }
    }

    fn histogram(
        &mut self,
        name: &str,
        about: &str,
        unit: Unit,
        attributes: Vec<KeyValue>,
        histogram: &Histogram,
    ) {
        let delta = self.span.temporality == Temporality::Delta;
        if histogram.is_empty() && delta {
            return;
        }
        let extreme = |value| (!histogram.is_empty() && !delta).then(|| scaled(value, unit.factor));
        let made = Exponential::new(histogram, unit.factor).within(WIDTH);
        let point = ExponentialHistogramDataPoint {
            attributes,
            start_time_unix_nano: self.span.start,
            time_unix_nano: self.span.end,
            count: histogram.count(),
            sum: Some(scaled(histogram.sum(), unit.factor)),
            scale: made.scale,
            zero_count: made.zeros,
            positive: Some(dense(&made.buckets)),
            min: extreme(histogram.min()),
            max: extreme(histogram.max()),
        };
        let aggregation_temporality = self.temporality();
        let data = self.metric(name, about, unit.ucum, || {
            let data_points = Vec::new();
            Data::ExponentialHistogram(ExponentialHistogram {
                data_points,
                aggregation_temporality,
            })
        });
        if let Data::ExponentialHistogram(histogram) = data {
            histogram.data_points.push(point);
        }
    }

    /// The data of a metric, which begins as `empty`.
    fn metric(
        &mut self,
        name: &str,
        about: &str,
        unit: &str,
        empty: impl FnOnce() -> Data,
    ) -> &mut Data {
        let empty = empty();
        let kind = match &empty {
            Data::Gauge(_) => 0,
            Data::Sum(_) => 1,
            Data::ExponentialHistogram(_) => 2,
        };
        let metric = self.metrics.entry((name.to_owned(), kind)).or_insert_with(|| Metric {
            name: name.to_owned(),
            description: about.to_owned(),
            unit: unit.to_owned(),
            data: None,
        });
        metric.data.get_or_insert(empty)
    }

    fn point(&self, attributes: Vec<KeyValue>, value: Number) -> NumberDataPoint {
        NumberDataPoint {
            attributes,
            start_time_unix_nano: self.span.start,
            time_unix_nano: self.span.end,
            value: Some(value),
        }
    }

    fn temporality(&self) -> i32 {
        match self.span.temporality {
            Temporality::Cumulative => AggregationTemporality::Cumulative.into(),
            Temporality::Delta => AggregationTemporality::Delta.into(),
        }
    }
}

const CALLS: &str = "Ended calls, by outcome.";
const IN_FLIGHT: &str = "Calls that have begun and have not ended.";
const DURATION: &str = "How long calls took.";
const BUSY: &str = "Of calls of async functions, the time inside poll.";
const OVERHEAD: &str = "Time that recording has cost, of all threads together.";

/// Every bucket from the first to the last. In OTLP bucket `i` begins where in
/// [`Exponential`] bucket `i` ends.
fn dense(buckets: &[(i32, u64)]) -> Buckets {
    let Some(&(first, _)) = buckets.first() else { return Buckets::default() };
    let mut bucket_counts = Vec::new();
    for &(index, count) in buckets {
        bucket_counts.resize(index.abs_diff(first) as usize, 0);
        bucket_counts.push(count);
    }
    Buckets { offset: first - 1, bucket_counts }
}

fn attributes(labels: &BTreeMap<String, String>, more: &[(&str, &str)]) -> Vec<KeyValue> {
    let own = more.iter().copied();
    let labels = labels.iter().map(|(key, value)| (key.as_str(), value.as_str()));
    // Keys must not repeat; the own ones stand.
    let labels = labels.filter(|(key, _)| more.iter().all(|(own, _)| own != key));
    own.chain(labels)
        .map(|(key, value)| KeyValue {
            key: key.to_owned(),
            value: Some(AnyValue { string_value: Some(value.to_owned()) }),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dense_buckets_begin_one_below() {
        let made = dense(&[(-3, 4), (-1, 5), (0, 6)]);
        assert_eq!((made.offset, made.bucket_counts), (-4, vec![4, 0, 5, 6]));
        assert_eq!(dense(&[]), Buckets::default());
    }
}
