//! The sum and the extremes of a distribution whose counts were rounded, so that they
//! still fit them.
//!
//! Rounded by themselves they do not: of 1999 values of 100 each, 1000 are left in the
//! bucket and 199000 in the sum, which would make a mean of 199 and a maximum of 100. All
//! that is used here leaves anyway: the buckets and the rounded numbers.

/// What a distribution says beside its buckets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Totals {
    pub(crate) sum: u64,
    pub(crate) min: u64,
    pub(crate) max: u64,
}

/// A bucket's value is within 1.6 % of all that it stands for, and a sixtieth of it is a
/// little more.
const ERROR: u64 = 60;

fn least_in(value: u64) -> u64 {
    (value - value / ERROR).saturating_sub(1)
}

fn most_in(value: u64) -> u64 {
    value.saturating_add(value / ERROR).saturating_add(1)
}

impl Totals {
    /// Each number under `round`, and then fitted to `buckets`, `(value, rounded count)`
    /// ascending: the maximum is at least what the last bucket can hold, the sum between
    /// what all of them can, the minimum not above the mean.
    ///
    /// Twice is once; and where counts, sum and maximum only grow over time, the
    /// fitted ones do too: no bound depends on the minimum.
    #[must_use]
    pub(crate) fn fitted(
        self,
        buckets: impl Iterator<Item = (u64, u64)>,
        round: impl Fn(u64) -> u64,
    ) -> Self {
        let filled: Vec<(u64, u64)> = buckets.filter(|(_, count)| *count > 0).collect();
        let (Some((first, _)), Some((last, _))) = (filled.first(), filled.last()) else {
            return Self { sum: round(self.sum), min: round(self.min), max: round(self.max) };
        };
        let max = round(self.max).max(least_in(*last));
        let total = |bound: &dyn Fn(u64) -> u64| {
            let parts =
                filled.iter().map(|(value, count)| u128::from(*count) * u128::from(bound(*value)));
            u64::try_from(parts.sum::<u128>()).unwrap_or(u64::MAX)
        };
        let (least, most) = (total(&least_in), total(&|value| most_in(value).min(max)));
        let sum = round(self.sum.min(most)).max(least);
        let count: u128 = filled.iter().map(|(_, count)| u128::from(*count)).sum();
        let mean = u64::try_from(u128::from(sum) / count).expect("at most the sum");
        let min = round(self.min.min(mean)).max(least_in(*first));
        Self { sum, min, max }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::snapshot::histogram::Histogram;
    use telemetry_anonymize::Anonymize;

    fn round(value: u64) -> u64 {
        value.anonymize()
    }

    /// Values of all magnitudes, each some thousand times: `(value, count)`.
    fn values() -> impl Strategy<Value = Vec<(u64, u64)>> {
        let value = (0_u32..40, any::<u64>()).prop_map(|(bits, raw)| raw & ((1 << bits) - 1));
        let count = (0_u32..24, any::<u64>()).prop_map(|(bits, raw)| 1 + (raw & ((1 << bits) - 1)));
        prop::collection::vec((value, count), 1..12)
    }

    /// As the recorder keeps them: the middles of 32 buckets an octave.
    fn kept(values: &[(u64, u64)]) -> Histogram {
        let middle = |value: u64| match value.checked_ilog2() {
            Some(top) if top >= 6 => (value >> (top - 5) << (top - 5)) + (1 << (top - 6)),
            _ => value,
        };
        let mut buckets: Vec<_> = values.iter().map(|(value, n)| (middle(*value), *n)).collect();
        buckets.sort_unstable();
        let (min, max) = (values.iter().map(|v| v.0).min(), values.iter().map(|v| v.0).max());
        let sum = values.iter().map(|(value, count)| value * count).sum();
        Histogram::from_buckets(sum, min.unwrap(), max.unwrap(), buckets.into_iter())
    }

    /// `min <= sum / count <= max`, without a division.
    fn fits(of: &Histogram) -> bool {
        let count = u128::from(of.count());
        let [sum, min, max] = [of.sum(), of.min(), of.max()].map(u128::from);
        min * count <= sum && sum <= max * count
    }

    proptest! {
        #[test]
        fn the_mean_is_between_the_extremes(values in values()) {
            let raw = kept(&values);
            prop_assert!(fits(&raw));
            let rounded = raw.anonymize();
            prop_assert!(fits(&rounded), "{rounded:?} of {raw:?}");
            // Nor does fitting lead away from the truth: what it adds is in the buckets.
            prop_assert!(rounded.max() <= raw.max() && rounded.min() <= raw.min());
            prop_assert!(rounded.sum() <= raw.sum());
        }

        #[test]
        fn fitting_twice_is_fitting_once(values in values()) {
            let once = kept(&values).anonymize();
            prop_assert_eq!(once.anonymize(), once);
        }

        #[test]
        fn a_sum_and_a_maximum_never_decrease_over_time(values in values(), more in values()) {
            let earlier = kept(&values);
            let mut later = earlier.clone();
            later.merge(&kept(&more));
            let (earlier, later) = (earlier.anonymize(), later.anonymize());
            prop_assert!(earlier.sum() <= later.sum(), "{earlier:?}, {later:?}");
            prop_assert!(earlier.max() <= later.max());
        }
    }

    #[test]
    fn many_equal_values_have_their_mean() {
        let rounded = kept(&[(100, 1999)]).anonymize();
        assert_eq!((rounded.count(), rounded.sum()), (1000, 100_000));
        assert_eq!((rounded.min(), rounded.max()), (100, 100));
    }

    #[test]
    fn nothing_stays_nothing_and_the_largest_numbers_do_not_overflow() {
        let none = Totals { sum: 0, min: 0, max: 0 };
        assert_eq!(none.fitted(std::iter::empty(), round), none);
        let most = Totals { sum: u64::MAX, min: u64::MAX, max: u64::MAX };
        let fitted = most.fitted(std::iter::once((u64::MAX, u64::MAX)), round);
        assert!(fitted.sum > u64::MAX / 2 && fitted.min <= fitted.max, "{fitted:?}");
    }
}
