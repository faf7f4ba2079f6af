//! Numbers that something holds are rounded as the numbers that they are.

use std::{
    num::NonZero,
    sync::atomic::{
        AtomicI8, AtomicI16, AtomicI32, AtomicI64, AtomicIsize, AtomicU8, AtomicU16, AtomicU32,
        AtomicU64, AtomicUsize, Ordering,
    },
};

use proptest::prelude::*;
use serde_json::Value;
use telemetry_anonymize::Anonymize;

#[path = "rounding/magnitudes.rs"]
mod magnitudes;
#[path = "rounding/rules.rs"]
mod rules;
use magnitudes::{float_pairs, pairs};
use rules::{class, default, digits};

macro_rules! nonzero_laws {
    ($($name:ident $int:ident)*) => {$(
        proptest! {
            #[test]
            fn $name((a, _) in pairs!($int), n in 1_u32..12) {
                let Some(nonzero) = NonZero::new(a) else { return Ok(()) };
                prop_assert_eq!(default(&nonzero).get(), default(&a));
                prop_assert_eq!(digits(&nonzero, n).get(), digits(&a, n));
                prop_assert_eq!(class(&nonzero).get(), class(&a));
                prop_assert_eq!(default(&default(&nonzero)), default(&nonzero));
            }
        }
    )*};
}

nonzero_laws! {
    nonzero_u8 u8 nonzero_u16 u16 nonzero_u32 u32 nonzero_u64 u64 nonzero_u128 u128
    nonzero_usize usize nonzero_i8 i8 nonzero_i16 i16 nonzero_i32 i32 nonzero_i64 i64
    nonzero_i128 i128 nonzero_isize isize
}

macro_rules! atomic_laws {
    ($($name:ident $atomic:ident $int:ident)*) => {$(
        proptest! {
            #[test]
            fn $name((a, _) in pairs!($int), n in 1_u32..12) {
                let atomic = $atomic::new(a);
                let now = |atomic: $atomic| atomic.load(Ordering::Relaxed);
                prop_assert_eq!(now(default(&atomic)), default(&a));
                prop_assert_eq!(now(digits(&atomic, n)), digits(&a, n));
                prop_assert_eq!(now(class(&atomic)), class(&a));
                prop_assert_eq!(now(atomic), a, "the original stays");
            }
        }
    )*};
}

atomic_laws! {
    atomic_u8 AtomicU8 u8 atomic_u16 AtomicU16 u16 atomic_u32 AtomicU32 u32
    atomic_u64 AtomicU64 u64 atomic_usize AtomicUsize usize atomic_i8 AtomicI8 i8
    atomic_i16 AtomicI16 i16 atomic_i32 AtomicI32 i32 atomic_i64 AtomicI64 i64
    atomic_isize AtomicIsize isize
}

/// The number in JSON, as a reader gets it.
fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("a number is JSON")
}

proptest! {
    #[test]
    fn json_integers((a, _) in pairs!(u64), (b, _) in pairs!(i64)) {
        prop_assert_eq!(default(&json(&a.to_string())), json(&default(&a).to_string()));
        prop_assert_eq!(default(&json(&b.to_string())), json(&default(&b).to_string()));
        prop_assert_eq!(class(&json(&a.to_string())), json(&class(&a).to_string()));
    }

    #[test]
    fn json_floats((a, b) in float_pairs!(f64, u64)) {
        for number in [a, b].into_iter().filter(|number| number.is_finite()) {
            let rounded = default(&Value::from(number)).as_f64().expect("it stays a number");
            prop_assert_eq!(rounded.to_bits(), default(&number).to_bits());
        }
        // JSON has neither NaN nor infinities.
        prop_assert_eq!(Value::from(a).anonymize().is_null(), !a.is_finite());
    }
}
