//! Chance, for spreading clients over time. Not for secrets.

use std::time::Duration;

/// A `SplitMix64` generator (Steele, Lea, Flood 2014).
#[derive(Clone, Debug)]
pub(super) struct Dice(u64);

impl Dice {
    /// Seeded by the operating system; from the clock if it gives nothing, which
    /// spreads clients less well but well enough.
    pub(super) fn thrown() -> Self {
        let clock = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .map_or(0, |since| u64::from(since.subsec_nanos()));
        Self::seeded(getrandom::u64().unwrap_or(clock))
    }

    pub(super) fn seeded(seed: u64) -> Self {
        Self(seed)
    }

    /// A fraction of `whole`, uniform from nothing to all of it.
    pub(super) fn part_of(&mut self, whole: Duration) -> Duration {
        whole.mul_f64(self.fraction())
    }

    /// `middle` give or take up to a tenth.
    pub(super) fn around(&mut self, middle: Duration) -> Duration {
        middle.mul_f64(0.9) + self.part_of(middle.mul_f64(0.2))
    }

    /// Uniform in 0.0..1.0.
    fn fraction(&mut self) -> f64 {
        // Half of `EPSILON` is 2^-53, the step of an `f64` below one.
        const STEP: f64 = f64::EPSILON / 2.0;
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        #[expect(clippy::cast_precision_loss, reason = "53 bits are left")]
        let number = ((mixed ^ (mixed >> 31)) >> 11) as f64;
        number * STEP
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_spread_evenly() {
        let mut dice = Dice::seeded(1);
        let whole = Duration::from_secs(10);
        let mut tenths = [0_u32; 10];
        for _ in 0..100_000 {
            tenths[usize::try_from(dice.part_of(whole).as_secs()).unwrap()] += 1;
        }
        assert!(tenths.iter().all(|count| (9_600..10_400).contains(count)), "{tenths:?}");
    }

    #[test]
    fn around_stays_within_a_tenth() {
        let mut dice = Dice::thrown();
        for _ in 0..1000 {
            let drawn = dice.around(Duration::from_secs(100)).as_secs_f64();
            assert!((90.0..=110.0).contains(&drawn), "{drawn}");
        }
    }
}
