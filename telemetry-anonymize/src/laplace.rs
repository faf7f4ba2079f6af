//! The discrete Laplace distribution, drawn exactly: P(k) is proportional to
//! exp(-epsilon |k|) for every k.
//!
//! Canonne, Kamath and Steinke (2020), algorithm 2. With whole numbers alone: a
//! logarithm of a float has gaps far out, and a value that only one truth can have led to
//! gives it away.

use std::ops::RangeInclusive;

/// The privacy losses for which there is noise. Below, it would exceed what it is added to
/// a million times over; above, there would be next to none.
pub(crate) const EPSILONS: RangeInclusive<f64> = 0.000_001..=20.0;

/// Random bits, as many as are asked for.
pub(crate) trait Bits {
    /// The next 64.
    fn next(&mut self) -> u64;
}

/// Those of a keyed hash, a block at a time.
pub(crate) struct Stream {
    reader: blake3::OutputReader,
    words: [[u8; 8]; 8],
    used: usize,
}

impl Stream {
    pub(crate) fn of(reader: blake3::OutputReader) -> Self {
        Self { reader, words: [[0; 8]; 8], used: 8 }
    }
}

impl Bits for Stream {
    fn next(&mut self) -> u64 {
        if self.used == self.words.len() {
            self.reader.fill(self.words.as_flattened_mut());
            self.used = 0;
        }
        self.used += 1;
        u64::from_le_bytes(self.words[self.used - 1])
    }
}

/// A number of the distribution; nothing if `epsilon` is none of [`EPSILONS`].
pub(crate) fn draw(epsilon: f64, bits: &mut impl Bits) -> Option<i64> {
    let (numerator, denominator) = EPSILONS.contains(&epsilon).then(|| fraction(epsilon))?;
    loop {
        let rest = below(denominator, bits);
        if !is_exponential(rest, denominator, bits) {
            continue;
        }
        let mut whole = 0;
        while is_exponential(1, 1, bits) {
            whole += 1;
        }
        let size = (rest + denominator * whole) / numerator;
        let is_negative = bits.next() & 1 == 1;
        if is_negative && size == 0 {
            // Or zero would be drawn twice as often.
            continue;
        }
        let size = i64::try_from(size).unwrap_or(i64::MAX);
        return Some(if is_negative { -size } else { size });
    }
}

/// Bits of a double behind its first one.
const MANTISSA_BITS: i32 = 52;

/// `epsilon`, one of [`EPSILONS`], as the fraction that a double is.
fn fraction(epsilon: f64) -> (u128, u128) {
    let bits = epsilon.to_bits();
    let exponent = i32::try_from(bits >> MANTISSA_BITS).expect("eleven bits fit") - 1023;
    let mantissa = (bits & ((1 << MANTISSA_BITS) - 1)) | (1 << MANTISSA_BITS);
    // Of 20 the exponent is 4, of a millionth -20.
    let shift = MANTISSA_BITS - exponent;
    let common = shift.min(mantissa.trailing_zeros().cast_signed());
    (u128::from(mantissa) >> common, 1 << (shift - common))
}

/// True with a probability of exp(-numerator / denominator), of a fraction up to one.
fn is_exponential(numerator: u128, denominator: u128, bits: &mut impl Bits) -> bool {
    let mut turns = 1;
    while below(denominator * turns, bits) < numerator {
        turns += 1;
    }
    turns % 2 == 1
}

/// A number below `limit`, each as likely as the others.
fn below(limit: u128, bits: &mut impl Bits) -> u128 {
    let unused = (limit - 1).leading_zeros();
    loop {
        let high = if unused < 64 { u128::from(bits.next()) << 64 } else { 0 };
        let word = high | u128::from(bits.next());
        let number = word & u128::MAX.checked_shr(unused).unwrap_or(0);
        if number < limit {
            return number;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Bits for fastrand::Rng {
        fn next(&mut self) -> u64 {
            self.u64(..)
        }
    }

    /// A fixed stream, so that the tests below either always hold or never.
    fn bits(seed: u64) -> fastrand::Rng {
        fastrand::Rng::with_seed(seed)
    }

    #[test]
    #[expect(clippy::cast_precision_loss, reason = "as precise as a double")]
    fn a_double_is_a_fraction() {
        for epsilon in [*EPSILONS.start(), 0.1, 0.5, 1.0, 3.7, *EPSILONS.end()] {
            let (numerator, denominator) = fraction(epsilon);
            let quotient = numerator as f64 / denominator as f64;
            assert!(quotient.to_bits() == epsilon.to_bits(), "{epsilon}");
        }
        assert_eq!(fraction(0.5), (1, 2));
        assert_eq!(fraction(20.0), (20, 1));
    }

    #[test]
    fn every_number_below_a_limit_is_as_likely() {
        let mut bits = bits(1);
        let mut counts = [0_i32; 5];
        for _ in 0..50_000 {
            counts[usize::try_from(below(5, &mut bits)).unwrap()] += 1;
        }
        // 10,000 each, give or take 89; five times that.
        assert!(counts.iter().all(|count| (count - 10_000).abs() < 450), "{counts:?}");
        assert_eq!(below(1, &mut bits), 0);
    }

    /// The share of each number from -16 to 16 is what the formula says, within five
    /// standard deviations; so are the variance and the balance of signs.
    #[test]
    #[expect(clippy::cast_precision_loss, reason = "counts are small")]
    fn the_distribution_is_the_discrete_laplace() {
        const DRAWS: u32 = 100_000;
        for (seed, epsilon) in [(2, 0.05), (3, 0.3), (4, 1.0), (5, 2.5)] {
            let mut bits = bits(seed);
            let drawn: Vec<i64> = (0..DRAWS).map(|_| draw(epsilon, &mut bits).unwrap()).collect();
            let ratio = f64::exp(-epsilon);
            for number in -16..=16_i32 {
                let share = (1.0 - ratio) / (1.0 + ratio) * ratio.powi(number.abs());
                let expected = share * f64::from(DRAWS);
                let count =
                    drawn.iter().filter(|drawn| **drawn == i64::from(number)).count() as f64;
                let most = 5.0 * expected.sqrt() + 5.0;
                assert!((count - expected).abs() < most, "{epsilon} {number}: {count} {expected}");
            }
            let variance = 2.0 * ratio / (1.0 - ratio).powi(2);
            let squares: f64 = drawn.iter().map(|number| (*number as f64).powi(2)).sum();
            let measured = squares / f64::from(DRAWS);
            assert!((measured / variance - 1.0).abs() < 0.05, "{epsilon}: {measured} {variance}");
            let mean = drawn.iter().sum::<i64>() as f64 / f64::from(DRAWS);
            assert!(mean.abs() < 5.0 * (variance / f64::from(DRAWS)).sqrt(), "{epsilon}: {mean}");
        }
    }

    #[test]
    fn the_ends_of_the_range_are_drawn_and_nothing_beyond() {
        let mut bits = bits(6);
        let mut sizes: Vec<_> =
            (0..200).map(|_| draw(*EPSILONS.start(), &mut bits).unwrap().unsigned_abs()).collect();
        sizes.sort_unstable();
        // The median of the size is ln 2 / epsilon.
        assert!((500_000..900_000).contains(&sizes[100]), "{}", sizes[100]);
        assert_eq!(draw(*EPSILONS.end(), &mut bits), Some(0), "but once in 240 million");
        for epsilon in [0.0, -0.0, -1.0, 1e-7, f64::MIN_POSITIVE, 20.1, f64::INFINITY, f64::NAN] {
            assert_eq!(draw(epsilon, &mut bits), None, "{epsilon}");
        }
    }
}
