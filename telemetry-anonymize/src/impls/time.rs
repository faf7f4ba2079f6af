//! Points in time are truncated, spans rounded.

use std::time::{Duration, SystemTime};

use crate::{
    anonymize::{Anonymize, Apply},
    anonymizer::Anonymizer,
    class,
    manifest::{Json, Shape, Types},
    rounding::{self, INTEGER_DIGITS},
    rules::{Class, Round, Time},
};

/// Nanoseconds per second.
const SECOND: u128 = 1_000_000_000;

/// A span from nanoseconds that are at most those of another span, or the
/// longest span.
fn duration(nanoseconds: u128) -> Duration {
    let rest = u32::try_from(nanoseconds % SECOND).expect("a remainder is below its divisor");
    u64::try_from(nanoseconds / SECOND)
        .map_or(Duration::MAX, |seconds| Duration::new(seconds, rest))
}

fn duration_shape(policy: impl Into<crate::manifest::Policy> + Copy) -> Shape {
    Shape::object([
        ("secs", Shape::leaf::<Duration>(Json::Unsigned, policy)),
        ("nanos", Shape::leaf::<Duration>(Json::Unsigned, policy)),
    ])
}

#[diagnostic::do_not_recommend]
impl Apply<Round> for Duration {
    fn apply(&self, rule: &Round, _: &Anonymizer) -> Self {
        duration(rounding::integer(self.as_nanos(), rule.digits.unwrap_or(INTEGER_DIGITS)))
    }

    fn shape_under(rule: &Round, _: &mut Types) -> Shape {
        duration_shape(*rule)
    }
}

#[diagnostic::do_not_recommend]
impl Apply<Class> for Duration {
    fn apply(&self, rule: &Class, _: &Anonymizer) -> Self {
        let most = Self::MAX.as_nanos();
        duration(class::power_up_to(self.as_nanos(), rule, most))
    }

    fn shape_under(rule: &Class, _: &mut Types) -> Shape {
        duration_shape(*rule)
    }
}

#[diagnostic::do_not_recommend]
impl Anonymize for Duration {
    fn anonymize_with(&self, anonymizer: &Anonymizer) -> Self {
        self.apply(&Round::DEFAULT, anonymizer)
    }

    fn shape(types: &mut Types) -> Shape {
        Self::shape_under(&Round::DEFAULT, types)
    }
}

#[diagnostic::do_not_recommend]
impl Apply<Time> for SystemTime {
    fn apply(&self, rule: &Time, _: &Anonymizer) -> Self {
        let unit = i128::from(rule.seconds()) * SECOND.cast_signed();
        let since_epoch = match self.duration_since(Self::UNIX_EPOCH) {
            Ok(after) => after.as_nanos().cast_signed(),
            Err(before) => -before.duration().as_nanos().cast_signed(),
        };
        let truncated = since_epoch.div_euclid(unit) * unit;
        let distance = duration(truncated.unsigned_abs());
        let moved = if truncated < 0 {
            Self::UNIX_EPOCH.checked_sub(distance)
        } else {
            Self::UNIX_EPOCH.checked_add(distance)
        };
        moved.unwrap_or(Self::UNIX_EPOCH)
    }

    fn shape_under(rule: &Time, _: &mut Types) -> Shape {
        Shape::object([
            ("secs_since_epoch", Shape::leaf::<Self>(Json::Unsigned, *rule)),
            ("nanos_since_epoch", Shape::leaf::<Self>(Json::Unsigned, *rule)),
        ])
    }
}

#[diagnostic::do_not_recommend]
impl Anonymize for SystemTime {
    fn anonymize_with(&self, anonymizer: &Anonymizer) -> Self {
        self.apply(&Time::Hour, anonymizer)
    }

    fn shape(types: &mut Types) -> Shape {
        Self::shape_under(&Time::Hour, types)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64, rule: Time) -> SystemTime {
        let distance = Duration::new(seconds.unsigned_abs(), 5);
        let time = if seconds < 0 {
            SystemTime::UNIX_EPOCH - distance
        } else {
            SystemTime::UNIX_EPOCH + distance
        };
        time.apply(&rule, &Anonymizer::new())
    }

    #[test]
    fn times_lose_their_minutes_before_and_after_the_epoch() {
        let epoch = SystemTime::UNIX_EPOCH;
        assert_eq!(at(7300, Time::Hour), epoch + Duration::from_hours(2));
        assert_eq!(at(90_000, Time::Day), epoch + Duration::from_hours(24));
        assert_eq!(at(-1, Time::Hour), epoch - Duration::from_hours(1));
    }

    #[test]
    fn spans_lose_their_last_digits() {
        let anonymizer = Anonymizer::new();
        assert_eq!(
            Duration::from_nanos(123_456_789).anonymize_with(&anonymizer),
            Duration::from_micros(123_456)
        );
        assert!(Duration::MAX.anonymize_with(&anonymizer) <= Duration::MAX);
        assert!(Duration::MAX.apply(&Class::DEFAULT, &anonymizer) <= Duration::MAX);
    }
}
