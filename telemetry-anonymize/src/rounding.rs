//! Numbers lose their last digits. Pure arithmetic.
//!
//! Everything is rounded toward zero, so nothing ever exceeds its type; a larger
//! input never gives a smaller output; rounding twice is rounding once; and no
//! noise is involved, so repeating a report tells nothing new.

/// Integers below this stay as they are; from here the last three digits go.
const LIMIT: u128 = 1000;

/// Leading digits of an integer that stay unless a rule says otherwise.
pub(crate) const INTEGER_DIGITS: u32 = 6;

/// Leading digits of a float that stay unless a rule says otherwise.
pub(crate) const FLOAT_DIGITS: u32 = 3;

/// `value` floored to `digits` leading digits, and from 1000 on to a multiple
/// of 1000 at least: the page's 123456789 becomes 123456000.
pub fn integer(value: u128, digits: u32) -> u128 {
    if value < LIMIT && digits >= 3 {
        return value;
    }
    if let Ok(value) = u64::try_from(value) {
        return u128::from(small(value, digits));
    }
    let unit = 10_u128.pow(dropped(value.ilog10() + 1, digits, true));
    value - value % unit
}

/// The same in 64 bits, where division is an instruction.
fn small(value: u64, digits: u32) -> u64 {
    let Some(last) = value.checked_ilog10() else { return 0 };
    let dropped = dropped(last + 1, digits, u128::from(value) >= LIMIT);
    value - value % POWERS[dropped as usize]
}

/// Powers of ten, looked up: multiplying them out takes longer than the division.
const POWERS: [u64; 20] = {
    let mut powers = [1; 20];
    let mut exponent = 1;
    while exponent < powers.len() {
        powers[exponent] = powers[exponent - 1] * 10;
        exponent += 1;
    }
    powers
};

/// How many of a number's `length` digits become zero.
fn dropped(length: u32, digits: u32, big: bool) -> u32 {
    let beyond = length.saturating_sub(digits.max(1));
    if big { beyond.max(3) } else { beyond }
}

/// `value` cut to `digits` leading decimal digits of its shortest
/// representation. NaN loses its payload; infinities stay.
pub fn float(value: f64, digits: u32) -> f64 {
    if value.is_nan() {
        return f64::NAN;
    }
    cut(&format!("{value:e}"), digits).parse().unwrap_or(value)
}

/// As [`float`], of a single.
pub fn single(value: f32, digits: u32) -> f32 {
    if value.is_nan() {
        return f32::NAN;
    }
    cut(&format!("{value:e}"), digits).parse().unwrap_or(value)
}

/// `-1.23456e7` with 3 digits is `-1.23e7`; what has no exponent stays.
fn cut(scientific: &str, digits: u32) -> String {
    let Some((mantissa, exponent)) = scientific.split_once('e') else {
        return scientific.to_owned();
    };
    let sign = usize::from(mantissa.starts_with('-'));
    let point = usize::from(digits > 1);
    let end = mantissa.len().min(sign + point + digits.max(1) as usize);
    format!("{}e{exponent}", &mantissa[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_page() {
        assert_eq!(integer(123_456_789, INTEGER_DIGITS), 123_456_000);
    }

    #[test]
    fn small_numbers_stay_and_the_last_three_digits_of_others_go() {
        for (from, to) in [(0, 0), (999, 999), (1000, 1000), (1999, 1000), (31_623, 31_000)] {
            assert_eq!(integer(from, INTEGER_DIGITS), to);
        }
    }

    #[test]
    fn digits_can_be_fewer() {
        assert_eq!(integer(987, 1), 900);
        assert_eq!(integer(123_456_789, 2), 120_000_000);
        assert_eq!(integer(7, 1), 7);
    }

    #[test]
    fn floats_keep_three_digits() {
        for (from, to) in [(0.3, 0.3), (0.123_456, 0.123), (-98_765.0, -98_700.0), (12.0, 12.0)] {
            assert!(float(from, FLOAT_DIGITS).to_bits() == f64::to_bits(to), "{from}");
        }
        assert!(float(f64::MAX, FLOAT_DIGITS) <= f64::MAX);
        assert!(float(f64::NAN, FLOAT_DIGITS).is_nan());
        assert!(float(f64::NEG_INFINITY, FLOAT_DIGITS) == f64::NEG_INFINITY);
        assert!(float(5e-324, FLOAT_DIGITS) > 0.0);
    }
}
