//! Numbers: rounded by default, or a class.

use std::{
    num::NonZero,
    sync::atomic::{
        AtomicBool, AtomicI8, AtomicI16, AtomicI32, AtomicI64, AtomicIsize, AtomicU8, AtomicU16,
        AtomicU32, AtomicU64, AtomicUsize, Ordering,
    },
};

use crate::{
    anonymize::{Anonymize, Apply},
    anonymizer::Anonymizer,
    class,
    manifest::{Json, Shape, Types},
    rounding::{self, FLOAT_DIGITS, INTEGER_DIGITS},
    rules::{Class, Round},
};

/// `Anonymize` as `Apply<Round>` with the default digits.
macro_rules! round_by_default {
    ($($number:ty)*) => {$(
        #[diagnostic::do_not_recommend]
        impl Anonymize for $number {
            fn anonymize_with(&self, anonymizer: &Anonymizer) -> Self {
                self.apply(&Round::DEFAULT, anonymizer)
            }

            fn shape(types: &mut Types) -> Shape {
                Self::shape_under(&Round::DEFAULT, types)
            }
        }
    )*};
}

/// `Apply<Round>` and `Apply<Class>` by two functions from value to value.
macro_rules! number_rules {
    ($number:ty, $json:ident, |$value:ident, $digits:ident| $round:expr, |$class_rule:ident| $class:expr) => {
        #[diagnostic::do_not_recommend]
        impl Apply<Round> for $number {
            fn apply(&self, rule: &Round, _: &Anonymizer) -> Self {
                let ($value, $digits) = (self, rule.digits);
                $round
            }

            fn shape_under(rule: &Round, _: &mut Types) -> Shape {
                Shape::leaf::<Self>(Json::$json, *rule)
            }
        }

        #[diagnostic::do_not_recommend]
        impl Apply<Class> for $number {
            fn apply(&self, rule: &Class, _: &Anonymizer) -> Self {
                let ($value, $class_rule) = (self, rule);
                $class
            }

            fn shape_under(rule: &Class, _: &mut Types) -> Shape {
                Shape::leaf::<Self>(Json::$json, *rule)
            }
        }
    };
}

/// What rounding gives fits: it is never larger than what was rounded, and a
/// class never larger than the maximum given.
const FITS: &str = "a rounded number fits its type";

macro_rules! unsigned {
    ($($int:ident)*) => {$(
        number_rules!(
            $int,
            Unsigned,
            |value, digits| rounding::integer(u128_of(*value), digits.unwrap_or(INTEGER_DIGITS))
                .try_into()
                .expect(FITS),
            |rule| class::power_up_to(u128_of(*value), rule, u128_of($int::MAX))
                .try_into()
                .expect(FITS)
        );
    )*};
}

/// Any unsigned integer, `usize` too, for which std has no `From`.
fn u128_of(value: impl TryInto<u128>) -> u128 {
    value.try_into().ok().expect("no integer is wider than 128 bits")
}

unsigned!(u8 u16 u32 u64 u128 usize);

macro_rules! signed {
    ($($int:ident)*) => {$(
        number_rules!(
            $int,
            Integer,
            |value, digits| {
                let digits = digits.unwrap_or(INTEGER_DIGITS);
                let magnitude = rounding::integer(u128_of(value.unsigned_abs()), digits);
                with_sign(*value < 0, magnitude).try_into().ok().expect(FITS)
            },
            |rule| {
                let (most, magnitude) = (u128_of($int::MAX.unsigned_abs()), value.unsigned_abs());
                let class = class::power_up_to(u128_of(magnitude), rule, most);
                with_sign(*value < 0, class).try_into().ok().expect(FITS)
            }
        );
    )*};
}

/// The magnitude below zero, or above; `i128::MIN` has no counterpart above.
fn with_sign(negative: bool, magnitude: u128) -> i128 {
    if negative { 0_i128.wrapping_sub_unsigned(magnitude) } else { magnitude.cast_signed() }
}

signed!(i8 i16 i32 i64 i128 isize);

round_by_default!(u16 u32 u64 u128 usize i16 i32 i64 i128 isize f32 f64);

number_rules!(
    f64,
    Number,
    |value, digits| rounding::float(*value, digits.unwrap_or(FLOAT_DIGITS)),
    |rule| class::float_of(*value, rule)
);

number_rules!(
    f32,
    Number,
    |value, digits| rounding::single(*value, digits.unwrap_or(FLOAT_DIGITS)),
    |rule| class::single_of(*value, rule)
);

macro_rules! nonzero {
    ($($int:ident)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<R> Apply<R> for NonZero<$int>
        where
            $int: Apply<R>,
        {
            fn apply(&self, rule: &R, anonymizer: &Anonymizer) -> Self {
                let one = const { NonZero::<$int>::new(1).expect("one is not zero") };
                NonZero::new(self.get().apply(rule, anonymizer)).unwrap_or(one)
            }

            fn shape_under(rule: &R, types: &mut Types) -> Shape {
                $int::shape_under(rule, types)
            }
        }

        round_by_default!(NonZero<$int>);
    )*};
}

nonzero!(u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize);

macro_rules! atomics {
    ($($atomic:ident $int:ident)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<R> Apply<R> for $atomic
        where
            $int: Apply<R>,
        {
            fn apply(&self, rule: &R, anonymizer: &Anonymizer) -> Self {
                Self::new(self.load(Ordering::Relaxed).apply(rule, anonymizer))
            }

            fn shape_under(rule: &R, types: &mut Types) -> Shape {
                $int::shape_under(rule, types)
            }
        }

        round_by_default!($atomic);
    )*};
}

atomics!(AtomicU8 u8 AtomicU16 u16 AtomicU32 u32 AtomicU64 u64 AtomicUsize usize);
atomics!(AtomicI8 i8 AtomicI16 i16 AtomicI32 i32 AtomicI64 i64 AtomicIsize isize);

#[diagnostic::do_not_recommend]
impl Anonymize for AtomicBool {
    fn anonymize_with(&self, _: &Anonymizer) -> Self {
        Self::new(self.load(Ordering::Relaxed))
    }

    fn shape(types: &mut Types) -> Shape {
        bool::shape(types)
    }
}
