//! Numbers as the recorder takes them.

use std::time::Duration;

/// What can be counted or recorded: any number, as a whole one from zero up.
///
/// Negative numbers are taken as zero, fractions are rounded, what is too large
/// is taken as [`u64::MAX`], and a [`Duration`] is its nanoseconds.
pub trait Amount {
    /// The number.
    fn amount(self) -> u64;
}

/// What a gauge can show: any number.
pub trait Reading {
    /// The number; above 2^53 the nearest that an `f64` can hold.
    fn reading(self) -> f64;
}

macro_rules! whole {
    ($($type:ty)*) => {$(
        impl Amount for $type {
            #[inline]
            fn amount(self) -> u64 {
                #[allow(unused_comparisons, reason = "the macro is for signed types too")]
                if self < 0 { 0 } else { u64::try_from(self).unwrap_or(u64::MAX) }
            }
        }
    )*};
}

macro_rules! readings {
    ($($type:ty)*) => {$(
        impl Reading for $type {
            #[inline]
            #[allow(
                clippy::cast_lossless,
                clippy::cast_precision_loss,
                reason = "documented: the nearest number, for narrow and wide types"
            )]
            fn reading(self) -> f64 {
                self as f64
            }
        }
    )*};
}

whole!(u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize);
readings!(u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize f32 f64);

impl Amount for f64 {
    #[inline]
    fn amount(self) -> u64 {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a cast to an integer saturates, and NaN is zero"
        )]
        let whole = self.round() as u64;
        whole
    }
}

impl Amount for f32 {
    #[inline]
    fn amount(self) -> u64 {
        f64::from(self).amount()
    }
}

impl Amount for bool {
    #[inline]
    fn amount(self) -> u64 {
        u64::from(self)
    }
}

impl Amount for Duration {
    #[inline]
    fn amount(self) -> u64 {
        self.as_nanos().amount()
    }
}

/// Seconds.
impl Reading for Duration {
    #[inline]
    fn reading(self) -> f64 {
        self.as_secs_f64()
    }
}

impl<T: Amount + Copy> Amount for &T {
    #[inline]
    fn amount(self) -> u64 {
        (*self).amount()
    }
}

impl<T: Reading + Copy> Reading for &T {
    #[inline]
    fn reading(self) -> f64 {
        (*self).reading()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_saturate_instead_of_wrapping() {
        assert_eq!((-1_i8).amount(), 0);
        assert_eq!(u128::MAX.amount(), u64::MAX);
        assert_eq!(1.5_f64.amount(), 2);
        assert_eq!(f64::NAN.amount(), 0);
        assert_eq!(Duration::from_micros(3).amount(), 3000);
        assert_eq!((&7_usize).amount(), 7);
    }

    #[test]
    #[expect(clippy::float_cmp, reason = "exact in binary")]
    fn readings_keep_sign_and_fraction() {
        assert_eq!((-3_i32).reading(), -3.0);
        assert_eq!(Duration::from_millis(250).reading(), 0.25);
    }
}
