//! The laws of rounding, over every type that is rounded.

use std::time::Duration;

use proptest::prelude::*;
use telemetry_anonymize::{Anonymizer, Apply, rules::Class};

#[path = "rounding/magnitudes.rs"]
mod magnitudes;
#[path = "rounding/rules.rs"]
mod rules;
use magnitudes::{float_pairs, pairs};
use rules::{class, default, digits};

fn ended<T: Apply<Class>>(value: &T) -> T {
    let ends = Class { log2_least: Some(4), log2_most: Some(6), ..Class::DEFAULT };
    value.apply(&ends, &Anonymizer::process())
}

/// Monotone, idempotent, never away from zero, within the promised error.
macro_rules! integer_laws {
    ($($name:ident $int:ident)*) => {$(
        proptest! {
            #[test]
            fn $name((a, b) in pairs!($int), n in 1_u32..12) {
                let (low, high) = (a.min(b), a.max(b));
                prop_assert!(default(&low) <= default(&high));
                prop_assert!(digits(&low, n) <= digits(&high, n));
                prop_assert!(class(&low) <= class(&high));
                prop_assert_eq!(default(&default(&a)), default(&a));
                prop_assert_eq!(digits(&digits(&a, n), n), digits(&a, n));
                prop_assert_eq!(class(&class(&a)), class(&a));
                // A class is within a factor of two, and within its ends.
                let (of, exact) = (class(&a).abs_diff(0), a.abs_diff(0));
                prop_assert!(of / 2 <= exact && exact / 2 <= of, "{a} is of class {}", class(&a));
                let ends = ended(&a).abs_diff(0);
                prop_assert!((16..=64).contains(&ends) && ended(&low) <= ended(&high));
                let rounded = default(&a);
                let left = rounded.abs_diff(0);
                prop_assert!(left <= exact, "{a} became {rounded}");
                prop_assert!((rounded < 0 as $int) == (a < 0 as $int) || rounded == 0);
                let lost = u128::try_from(exact - left).unwrap();
                let allowed = (u128::try_from(exact).unwrap() / 100_000).max(999);
                prop_assert!(lost <= allowed, "{a} became {rounded}");
                if u128::try_from(exact).unwrap() < 1000 {
                    prop_assert_eq!(rounded, a);
                } else {
                    prop_assert_eq!(u128::try_from(left).unwrap() % 1000, 0);
                }
            }
        }
    )*};
}

integer_laws! {
    laws_of_u8 u8 laws_of_u16 u16 laws_of_u32 u32 laws_of_u64 u64 laws_of_u128 u128
    laws_of_usize usize laws_of_i8 i8 laws_of_i16 i16 laws_of_i32 i32 laws_of_i64 i64
    laws_of_i128 i128 laws_of_isize isize
}

/// Every bit pattern, and listed: NaN, infinities, subnormals, both zeros.
macro_rules! float_laws {
    ($($name:ident $float:ident $bits:ident)*) => {$(
        proptest! {
            #[test]
            fn $name((a, b) in float_pairs!($float, $bits)) {
                let (x, y) = (default(&a), default(&b));
                prop_assert_eq!(x.is_nan(), a.is_nan());
                prop_assert_eq!(x.is_finite(), a.is_finite());
                prop_assert_eq!(default(&x).to_bits(), x.to_bits());
                prop_assert_eq!(class(&class(&a)).to_bits(), class(&a).to_bits());
                prop_assert_eq!(class(&a).is_finite(), a.is_finite());
                if a.is_nan() {
                    prop_assert_eq!(x.to_bits(), $float::NAN.to_bits());
                    return Ok(());
                }
                if a <= b {
                    prop_assert!(x <= y, "{a} <= {b}, but {x} > {y}");
                    prop_assert!(class(&a) <= class(&b));
                }
                if b <= a {
                    prop_assert!(y <= x, "{b} <= {a}, but {y} > {x}");
                    prop_assert!(class(&b) <= class(&a));
                }
                prop_assert!(x.abs() <= a.abs());
                prop_assert_eq!(x.is_sign_negative(), a.is_sign_negative());
                if a.is_finite() {
                    let least = $float::from_bits(1);
                    prop_assert!((a - x).abs() <= a.abs() / 99.0 + least, "{a} became {x}");
                    let shown = format!("{:e}", x);
                    let mantissa = shown.split('e').next().unwrap();
                    prop_assert!(mantissa.trim_start_matches('-').len() <= 4, "{}", shown);
                }
            }
        }
    )*};
}

float_laws!(laws_of_f64 f64 u64 laws_of_f32 f32 u32);

proptest! {
    #[test]
    fn laws_of_durations(
        (a, b) in pairs!(u64),
        nanoseconds in (0_u32..1_000_000_000, 0_u32..1_000_000_000),
        is_short: bool,
    ) {
        let of = |number, rest| {
            if is_short { Duration::from_nanos(number) } else { Duration::new(number, rest) }
        };
        let (a, b) = (of(a, nanoseconds.0), of(b, nanoseconds.1));
        let (low, high) = (a.min(b), a.max(b));
        prop_assert!(default(&low) <= default(&high));
        prop_assert!(class(&low) <= class(&high));
        prop_assert_eq!(default(&default(&a)), default(&a));
        prop_assert!(default(&a) <= a);
        let lost = a.as_nanos() - default(&a).as_nanos();
        prop_assert!(lost <= (a.as_nanos() / 100_000).max(999));
    }

    #[test]
    fn a_cumulative_series_never_decreases(steps in prop::collection::vec(0_u64..1_000_000, 1..40)) {
        let cumulated: Vec<u64> = steps.iter().scan(0, |sum, step| { *sum += step; Some(*sum) }).collect();
        let sent = default(&cumulated);
        prop_assert!(sent.is_sorted());
        // Rounded per bucket, then cumulated, the last is the count of the whole.
        let buckets: Vec<u64> = default(&steps);
        let cumulated: Vec<u64> = buckets.iter().scan(0, |sum, step| { *sum += step; Some(*sum) }).collect();
        prop_assert!(cumulated.is_sorted());
        prop_assert_eq!(cumulated.last().copied(), Some(buckets.iter().sum()));
    }
}

#[test]
fn the_seed_vendors_order_is_not_broken_here() {
    // ANCHORS 4.1: its 31,622 stays and its 31,623 becomes 31,620.
    assert!(default(&31_622_u64) <= default(&31_623_u64));
    assert_eq!(default(&123_456_789_u64), 123_456_000);
    assert_eq!(default(&123_456_789_i32), 123_456_000);
    assert_eq!(default(&123_456_789_u128), 123_456_000);
    assert_eq!(default(&-123_456_789_i64), -123_456_000);
}
