//! The protobuf format: every histogram both with classic buckets and as a
//! native one, so that a server takes what it knows.

use prost::Message;

use crate::{
    export::{
        exponential::{Exponential, scaled},
        prometheus::{
            family::{Family, Kind, Value},
            names::Labels,
            proto::{
                Bucket, BucketSpan, Histogram, LabelPair, Metric, MetricFamily, MetricType, Number,
            },
            text::cumulated,
        },
    },
    snapshot::histogram,
};

/// Below this is zero: 2^-128, as other exporters have it. What is recorded is
/// zero or at least a nanosecond.
const ZERO_THRESHOLD: f64 = f64::from_bits((1023 - 128) << 52);

/// The messages of all families, each behind its length.
pub(super) fn write(families: &[Family<'_>]) -> Vec<u8> {
    families.iter().flat_map(|family| message(family).encode_length_delimited_to_vec()).collect()
}

fn message(family: &Family<'_>) -> MetricFamily {
    let kind = match family.kind {
        Kind::Counter => MetricType::Counter,
        Kind::Gauge | Kind::Info => MetricType::Gauge,
        Kind::Histogram => MetricType::Histogram,
    };
    MetricFamily {
        name: family.sample_name(),
        help: family.help.clone(),
        r#type: kind.into(),
        metric: family.series.iter().map(|(labels, value)| metric(family, labels, value)).collect(),
        unit: family.unit.word.to_owned(),
    }
}

#[expect(clippy::cast_precision_loss, reason = "the format has counts as floats")]
fn metric(family: &Family<'_>, labels: &Labels, value: &Value<'_>) -> Metric {
    let label = labels
        .iter()
        .map(|(name, value)| LabelPair { name: name.clone(), value: value.clone() })
        .collect();
    let mut metric = Metric { label, ..Metric::default() };
    let number = match value {
        Value::Histogram(histogram) => {
            metric.histogram = Some(both_kinds(family, histogram));
            return metric;
        }
        Value::Count(count) => Number { value: *count as f64 },
        Value::Number(value) => Number { value: *value },
    };
    match family.kind {
        Kind::Counter => metric.counter = Some(number),
        _ => metric.gauge = Some(number),
    }
    metric
}

fn both_kinds(family: &Family<'_>, histogram: &histogram::Histogram) -> Histogram {
    let factor = family.unit.factor;
    let native = Exponential::new(histogram, factor);
    let (positive_span, positive_delta) = spans(&native.buckets);
    let classic = cumulated(histogram, factor, family.bounds);
    let bucket = |(upper_bound, cumulative_count)| Bucket { cumulative_count, upper_bound };
    Histogram {
        sample_count: histogram.count(),
        sample_sum: scaled(histogram.sum(), factor),
        bucket: classic.into_iter().map(bucket).collect(),
        schema: native.scale,
        zero_threshold: ZERO_THRESHOLD,
        zero_count: native.zeros,
        positive_span,
        positive_delta,
    }
}

/// Runs of neighbouring buckets, and the counts as differences to the count
/// before.
fn spans(buckets: &[(i32, u64)]) -> (Vec<BucketSpan>, Vec<i64>) {
    let mut spans: Vec<BucketSpan> = Vec::new();
    let mut deltas = Vec::with_capacity(buckets.len());
    let (mut expected, mut before) = (0, 0_i64);
    for &(index, count) in buckets {
        match spans.last_mut() {
            Some(span) if index == expected => span.length += 1,
            _ => spans.push(BucketSpan { offset: index - expected, length: 1 }),
        }
        expected = index + 1;
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        deltas.push(count - before);
        before = count;
    }
    (spans, deltas)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_and_deltas_give_the_buckets_back() {
        let buckets = [(-7, 3), (-6, 5), (0, 1), (1, 1), (9, 100)];
        let (spans, deltas) = spans(&buckets);
        assert_eq!(spans.len(), 3);
        let (mut index, mut count, mut deltas) = (0, 0, deltas.into_iter());
        let mut read = Vec::new();
        for span in spans {
            index += span.offset;
            for _ in 0..span.length {
                count += deltas.next().expect("one delta per bucket");
                read.push((index, u64::try_from(count).expect("counts are not negative")));
                index += 1;
            }
        }
        assert_eq!(read, buckets);
        assert_eq!(deltas.next(), None);
    }

    #[test]
    fn the_zero_threshold_is_below_every_recorded_value() {
        assert_eq!(ZERO_THRESHOLD.to_bits(), 2_f64.powi(-128).to_bits());
    }
}
