//! Powers of two: what is told of RAM, disk and everything whose exact size
//! recognises a machine.

/// The nearest power of two, ties up; zero is its own class, and what has no
/// power above it in 128 bits takes the one below.
///
/// A machine sold with 16 GiB shows 15.6 to its operating system; the nearest
/// power says 16 where the floor would say 8.
pub fn power_of_two(value: u128) -> u128 {
    let Some(exponent) = value.checked_ilog2() else { return 0 };
    let below = 1 << exponent;
    if below > 1 && value - below >= below / 2 {
        return 1_u128.checked_shl(exponent + 1).filter(|above| *above > below).unwrap_or(below);
    }
    below
}

/// The nearest power of two that still fits under `max`.
pub(crate) fn power_of_two_up_to(value: u128, max: u128) -> u128 {
    match power_of_two(value) {
        class if class <= max => class,
        class => class / 2,
    }
}

/// The nearest power of two of the magnitude, with the sign. Infinities stay;
/// NaN loses its payload.
pub fn float(value: f64) -> f64 {
    const MANTISSA: u64 = (1 << 52) - 1;
    const HALF: u64 = 1 << 51;
    if value.is_nan() {
        return f64::NAN;
    }
    if value.is_infinite() || value == 0.0 {
        return value;
    }
    let bits = value.to_bits();
    if value.is_normal() {
        let below = f64::from_bits(bits & !MANTISSA);
        let above = below * 2.0;
        return if bits & HALF != 0 && above.is_finite() { above } else { below };
    }
    let top = 1 << (bits & MANTISSA).ilog2();
    f64::from_bits(bits & (1 << 63) | top)
}

/// As [`float`], of a single.
#[expect(clippy::cast_possible_truncation, reason = "a power of two within the range is exact")]
pub fn single(value: f32) -> f32 {
    let class = float(f64::from(value));
    let beyond = value.is_finite() && class.abs() > f64::from(f32::MAX);
    if beyond { (class / 2.0) as f32 } else { class as f32 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_power_is_taken() {
        for (from, to) in [(0, 0), (1, 1), (2, 2), (3, 4), (5, 4), (6, 8), (15, 16), (11, 8)] {
            assert_eq!(power_of_two(from), to, "{from}");
        }
    }

    #[test]
    fn the_top_class_still_fits() {
        assert_eq!(power_of_two(u128::MAX), 1 << 127);
        assert_eq!(power_of_two_up_to(255, 255), 128);
        assert_eq!(power_of_two_up_to(u128::from(u64::MAX), u128::from(u64::MAX)), 1 << 63);
    }

    #[test]
    fn floats_lose_their_mantissa() {
        for (from, to) in [(0.75, 1.0), (-5.0, -4.0), (0.0, 0.0), (5e-324, 5e-324)] {
            assert!(float(from).to_bits() == f64::to_bits(to), "{from}");
        }
        assert!(float(f64::INFINITY).is_infinite());
        assert!(single(f32::MAX).to_bits() == 2_f32.powi(127).to_bits());
        assert!(float(f64::MAX).to_bits() == 2_f64.powi(1023).to_bits());
    }
}
