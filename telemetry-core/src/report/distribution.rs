//! A distribution as reports hold it: cumulative counts that never decrease.

use serde::{Serialize, Serializer, ser::SerializeStruct};
use telemetry_anonymize::{
    Anonymize, Anonymizer,
    manifest::{Json, Policy, Shape, Types},
};

use crate::snapshot::{fit::Totals, histogram::Histogram};

/// A distribution. In JSON:
///
/// ```json
/// {"count": 3, "sum": 700, "min": 100, "max": 400, "buckets": [[101, 1], [202, 2], [401, 3]]}
/// ```
///
/// Each bucket is a value and how many were up to it; the value is within 1.6 %
/// of each that it stands for. Anonymizing rounds the count of each bucket by
/// itself and then adds up, so that no bucket holds less than the one before; sum, minimum
/// and maximum are rounded and, where that would leave them outside of what the buckets
/// can hold, moved there: the mean is always between the extremes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Distribution {
    sum: u64,
    min: u64,
    max: u64,
    /// `(value, count)`, ascending, each count its own.
    buckets: Vec<(u64, u64)>,
}

impl Distribution {
    pub(super) fn of(histogram: &Histogram) -> Self {
        Self {
            sum: histogram.sum(),
            min: histogram.min(),
            max: histogram.max(),
            buckets: histogram.buckets().collect(),
        }
    }

    /// How many values it holds.
    pub fn count(&self) -> u64 {
        self.cumulative().last().map_or(0, |(_, count)| count)
    }

    /// `(value, how many up to it)`, ascending.
    pub fn cumulative(&self) -> impl Iterator<Item = (u64, u64)> + '_ {
        self.buckets.iter().scan(0_u64, |seen, (value, count)| {
            *seen = seen.saturating_add(*count);
            Some((*value, *seen))
        })
    }
}

impl Anonymize for Distribution {
    fn anonymize_with(&self, anonymizer: &Anonymizer) -> Self {
        let round = |value: u64| value.anonymize_with(anonymizer);
        // The values are the recorder's own grid, whatever was recorded.
        let buckets: Vec<_> = self.buckets.iter().map(|(value, n)| (*value, round(*n))).collect();
        let raw = Totals { sum: self.sum, min: self.min, max: self.max };
        let Totals { sum, min, max } = raw.fitted(buckets.iter().copied(), round);
        Self { sum, min, max, buckets }
    }

    fn shape(types: &mut Types) -> Shape {
        let grid = Policy::Keep {
            reason: "a point of the recorder's own grid".to_owned(),
            free_text: None,
        };
        let value = Shape::leaf::<u64>(Json::Unsigned, grid);
        let number = u64::shape(types);
        let count = Shape::leaf::<u64>(Json::Unsigned, Policy::Summed);
        let bucket = Shape::Tuple(vec![value, count.clone()]);
        Shape::object([
            ("count", count),
            ("sum", number.clone()),
            ("min", number.clone()),
            ("max", number),
            ("buckets", Shape::List(Box::new(bucket))),
        ])
    }
}

impl Serialize for Distribution {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Distribution", 5)?;
        fields.serialize_field("count", &self.count())?;
        fields.serialize_field("sum", &self.sum)?;
        fields.serialize_field("min", &self.min)?;
        fields.serialize_field("max", &self.max)?;
        fields.serialize_field("buckets", &self.cumulative().collect::<Vec<_>>())?;
        fields.end()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn distribution(counts: &[u64]) -> Distribution {
        let buckets = counts.iter().zip(1..).map(|(count, value)| (value, *count)).collect();
        Distribution { buckets, ..Distribution::default() }
    }

    fn cumulative(distribution: &Distribution) -> Vec<u64> {
        distribution.cumulative().map(|(_, count)| count).collect()
    }

    proptest! {
        #[test]
        fn anonymized_counts_never_decrease_along_the_buckets(
            counts in prop::collection::vec(any::<u64>(), 0..20),
        ) {
            let anonymized = distribution(&counts).anonymize_with(&Anonymizer::new());
            prop_assert!(cumulative(&anonymized).is_sorted());
        }

        #[test]
        fn anonymized_counts_never_decrease_over_time(
            counts in prop::collection::vec((0..1_u64 << 40, 0..1_u64 << 40), 1..20),
        ) {
            let anonymizer = Anonymizer::new();
            let earlier: Vec<_> = counts.iter().map(|(count, _)| *count).collect();
            let later: Vec<_> = counts.iter().map(|(count, more)| count + more).collect();
            let earlier = cumulative(&distribution(&earlier).anonymize_with(&anonymizer));
            let later = cumulative(&distribution(&later).anonymize_with(&anonymizer));
            prop_assert!(earlier.iter().zip(&later).all(|(before, after)| before <= after));
        }
    }

    #[test]
    fn each_bucket_is_rounded_before_adding_up() {
        let anonymized = distribution(&[123_456_789, 5]).anonymize_with(&Anonymizer::new());
        assert_eq!(cumulative(&anonymized), [123_456_000, 123_456_005]);
    }

    #[test]
    fn the_rounded_sum_fits_the_rounded_count() {
        let raw = Distribution { sum: 199_900, min: 100, max: 100, buckets: vec![(101, 1999)] };
        let rounded = raw.anonymize_with(&Anonymizer::new());
        assert_eq!((rounded.count(), rounded.sum), (1000, 100_000));
        assert_eq!((rounded.min, rounded.max), (100, 100));
    }

    #[test]
    fn json_holds_the_cumulated_counts() {
        let json = serde_json::to_value(distribution(&[1, 0, 2])).expect("it serializes");
        assert_eq!(json["count"], 3);
        assert_eq!(json["buckets"], serde_json::json!([[1, 1], [2, 1], [3, 3]]));
    }
}
