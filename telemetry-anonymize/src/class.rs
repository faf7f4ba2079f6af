//! Powers of two: what is told of RAM, disk and everything whose exact size
//! recognises a machine.

use crate::rules::Class;

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

/// The class of `value` that is at most `max`, the greatest of its type.
pub(crate) fn power_up_to(value: u128, rule: &Class, max: u128) -> u128 {
    let base = rule.log2_base.max(1);
    let Some(exponent) = rule.log2_least.max(power_of_two(value).checked_ilog2()) else { return 0 };
    let mut exponent = nearest_multiple(exponent, base).min(rule.log2_most.unwrap_or(u32::MAX));
    while 1_u128.checked_shl(exponent).is_none_or(|class| class > max) {
        exponent = exponent.saturating_sub(base);
    }
    1 << exponent
}

/// The multiple of `step` that is nearest, ties up.
fn nearest_multiple(exponent: u32, step: u32) -> u32 {
    (exponent + step / 2) / step * step
}

/// The nearest power of two of the magnitude, with the sign. Infinities stay;
/// NaN loses its payload.
pub fn float(value: f64) -> f64 {
    float_of(value, &Class::DEFAULT)
}

/// As [`float`], of a class. Its ends hold for numbers; infinities and NaN stay.
pub(crate) fn float_of(value: f64, rule: &Class) -> f64 {
    let class = power_of_base(value, rule.log2_base);
    if !value.is_finite() {
        return class;
    }
    let end = |log2: u32| i32::try_from(log2).map_or(f64::INFINITY, |log2| 2_f64.powi(log2));
    let least = rule.log2_least.map_or(0.0, end);
    let most = rule.log2_most.map_or(f64::INFINITY, end);
    class.abs().max(least).min(most).copysign(value)
}

/// The nearest power of `2^log2_base`.
fn power_of_base(value: f64, log2_base: u32) -> f64 {
    let class = nearest_float(value);
    if log2_base <= 1 || !class.is_normal() {
        return class;
    }
    let exponent = i32::try_from(class.abs().to_bits() >> 52).expect("eleven bits fit") - 1023;
    let step = i32::try_from(log2_base).expect("a base of at most 128 bits");
    let nearest = (exponent + step / 2).div_euclid(step) * step;
    let power = 2_f64.powi(nearest);
    let within = if power.is_finite() { power } else { 2_f64.powi(nearest - step) };
    within.copysign(class)
}

/// The nearest power of two.
fn nearest_float(value: f64) -> f64 {
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

/// As [`float_of`], of a single.
#[expect(clippy::cast_possible_truncation, reason = "a power of two within the range is exact")]
pub(crate) fn single_of(value: f32, rule: &Class) -> f32 {
    let class = float_of(f64::from(value), rule);
    let beyond = value.is_finite() && class.abs() > f64::from(f32::MAX);
    let step = i32::try_from(rule.log2_base.max(1)).expect("a base of at most 128 bits");
    if beyond { (class / 2_f64.powi(step)) as f32 } else { class as f32 }
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
        assert_eq!(power_up_to(255, &Class::DEFAULT, 255), 128);
        assert_eq!(
            power_up_to(u128::from(u64::MAX), &Class::DEFAULT, u128::from(u64::MAX)),
            1 << 63
        );
        assert_eq!(power_up_to(255, &Class::of_base(4), 255), 16);
    }

    #[test]
    fn a_greater_base_makes_fewer_classes() {
        for (from, to) in [(0, 0), (1, 1), (3, 16), (2, 1), (40, 16), (64, 256), (300, 256)] {
            assert_eq!(power_up_to(from, &Class::of_base(4), u128::MAX), to, "{from}");
        }
    }

    #[test]
    fn the_end_classes_take_in_what_is_beyond_them() {
        let ends = Class { log2_least: Some(8), log2_most: Some(16), ..Class::of_base(4) };
        for (from, to) in [(0, 256), (1, 256), (4096, 4096), (u128::MAX, 65536)] {
            assert_eq!(power_up_to(from, &ends, u128::MAX), to, "{from}");
        }
        assert_eq!(power_up_to(1, &ends, 255), 16, "what the type can hold");
        for (from, to) in [(0.0, 256.0), (-1.0, -256.0), (4096.0, 4096.0), (f64::MAX, 65536.0)] {
            assert!(float_of(from, &ends).to_bits() == f64::to_bits(to), "{from}");
        }
        assert!(float_of(f64::INFINITY, &ends).is_infinite());
        assert!(float_of(f64::NAN, &ends).is_nan());
    }

    #[test]
    fn floats_lose_their_mantissa() {
        for (from, to) in [(0.75, 1.0), (-5.0, -4.0), (0.0, 0.0), (5e-324, 5e-324)] {
            assert!(float(from).to_bits() == f64::to_bits(to), "{from}");
        }
        assert!(float(f64::INFINITY).is_infinite());
        assert!(single_of(f32::MAX, &Class::DEFAULT).to_bits() == 2_f32.powi(127).to_bits());
        assert!(float(f64::MAX).to_bits() == 2_f64.powi(1023).to_bits());
    }
}
