//! Durations as servers have them, from a fixed sequence of numbers.

use std::f64::consts::TAU;

/// A generator of uniform numbers: `SplitMix64`.
pub(super) struct Random(pub(super) u64);

impl Random {
    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let x = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        x ^ (x >> 31)
    }

    /// Above zero, at most one.
    fn uniform(&mut self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "53 bits")]
        let high = ((self.next() >> 11) + 1) as f64;
        high / 9_007_199_254_740_992.0
    }

    fn normal(&mut self) -> f64 {
        (-2.0 * self.uniform().ln()).sqrt() * (TAU * self.uniform()).cos()
    }
}

/// A distribution of nanoseconds.
#[derive(Clone, Copy)]
pub(super) enum Shape {
    /// Around 10 µs, as most request times.
    LogNormal,
    /// A cache: 95 % around 800 ns, the others around 2 ms.
    Bimodal,
    /// Pareto with exponent 1.1 from 1 µs: the mean hardly exists.
    HeavyTailed,
}

impl Shape {
    pub(super) const ALL: [(&'static str, Self); 3] = [
        ("log-normal", Self::LogNormal),
        ("bimodal", Self::Bimodal),
        ("heavy-tailed", Self::HeavyTailed),
    ];

    /// One value, up to an hour.
    pub(super) fn draw(self, random: &mut Random) -> u64 {
        let ns = match self {
            Self::LogNormal => 1e4 * random.normal().exp(),
            Self::Bimodal if random.uniform() < 0.95 => 800.0 * (0.1 * random.normal()).exp(),
            Self::Bimodal => 2e6 * (0.3 * random.normal()).exp(),
            Self::HeavyTailed => 1e3 * random.uniform().powf(-1.0 / 1.1),
        };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
        let ns = ns.clamp(1.0, 3.6e12) as u64;
        ns
    }
}
