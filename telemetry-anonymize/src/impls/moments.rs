//! What the calendar crates have in common: a moment as a rule sees it.

use crate::manifest::Json;

/// RFC 3339 with what the crates add or leave out: more digits of a year, no offset, no
/// time of day, a zone's name behind.
#[cfg(any(feature = "chrono", feature = "jiff"))]
pub(super) const RFC_3339: Json = Json::Formatted(
    "^[+-]?[0-9]{4,6}-[0-9]{2}-[0-9]{2}\
     (T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,9})?\
     (Z|[+-][0-9]{2}:[0-9]{2}(:[0-9]{2})?)?(\\[[^\\]]{1,64}\\])?)?$",
);

/// The English name of a month or of a day of the week, or the first letters of it.
pub(super) const CALENDAR_WORD: Json = Json::Formatted("^[A-Z][a-z]{2,8}$");

/// Implements `Apply<Time>` by a function and `Anonymize` by the hour. The first
/// argument is what the types are in JSON.
macro_rules! moments {
    ($json:expr; $($moment:ty, |$this:ident, $seconds:ident| $truncate:expr;)*) => {$(
        impl $crate::anonymize::Apply<$crate::rules::Time> for $moment {
            fn apply(
                &self,
                rule: &$crate::rules::Time,
                _: &$crate::anonymizer::Anonymizer,
            ) -> Self {
                let $this = self;
                let $seconds = i64::try_from(rule.seconds()).expect("a day fits");
                $truncate
            }

            fn shape_under(
                rule: &$crate::rules::Time,
                _: &mut $crate::manifest::Types,
            ) -> $crate::manifest::Shape {
                $crate::manifest::Shape::leaf::<Self>($json, *rule)
            }
        }

        impl $crate::anonymize::Anonymize for $moment {
            fn anonymize_with(&self, anonymizer: &$crate::anonymizer::Anonymizer) -> Self {
                $crate::anonymize::Apply::apply(self, &$crate::rules::Time::Hour, anonymizer)
            }

            fn shape(types: &mut $crate::manifest::Types) -> $crate::manifest::Shape {
                <Self as $crate::anonymize::Apply<_>>::shape_under(
                    &$crate::rules::Time::Hour,
                    types,
                )
            }
        }
    )*};
}
pub(super) use moments;

/// `seconds` since the epoch floored to a multiple of `unit`.
pub(super) fn floor(seconds: i64, unit: i64) -> i64 {
    seconds.div_euclid(unit).saturating_mul(unit)
}

/// Spans of time by their nanoseconds, rounded toward zero.
macro_rules! spans {
    ($json:expr; $($span:ty, |$this:ident| $nanoseconds:expr, |$rounded:ident| $of:expr;)*) => {$(
        impl $crate::anonymize::Apply<$crate::rules::Round> for $span {
            fn apply(
                &self,
                rule: &$crate::rules::Round,
                anonymizer: &$crate::anonymizer::Anonymizer,
            ) -> Self {
                let $this = self;
                let nanoseconds: i128 = $nanoseconds;
                let $rounded: i128 =
                    $crate::anonymize::Apply::apply(&nanoseconds, rule, anonymizer);
                $of
            }

            fn shape_under(
                rule: &$crate::rules::Round,
                _: &mut $crate::manifest::Types,
            ) -> $crate::manifest::Shape {
                $crate::manifest::Shape::leaf::<Self>($json, *rule)
            }
        }

        impl $crate::anonymize::Anonymize for $span {
            fn anonymize_with(&self, anonymizer: &$crate::anonymizer::Anonymizer) -> Self {
                $crate::anonymize::Apply::apply(self, &$crate::rules::Round::DEFAULT, anonymizer)
            }

            fn shape(types: &mut $crate::manifest::Types) -> $crate::manifest::Shape {
                <Self as $crate::anonymize::Apply<_>>::shape_under(
                    &$crate::rules::Round::DEFAULT,
                    types,
                )
            }
        }
    )*};
}
pub(super) use spans;
