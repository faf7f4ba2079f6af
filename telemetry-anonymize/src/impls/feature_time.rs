//! `time`: moments are cut, and offsets set to UTC.

use time::{Date, Duration, Month, OffsetDateTime, PrimitiveDateTime, Time, UtcDateTime, Weekday};

use super::moments::{CALENDAR_WORD, floor, moments, spans};
use crate::{
    anonymize::Anonymize,
    anonymizer::Anonymizer,
    manifest::{Json, Policy, Shape, Tagging, Types, Variant},
};

fn utc(moment: OffsetDateTime, unit: i64) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(floor(moment.unix_timestamp(), unit))
        .unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

fn primitive(moment: OffsetDateTime) -> PrimitiveDateTime {
    PrimitiveDateTime::new(moment.date(), moment.time())
}

moments! {
    Json::Numbers;
    OffsetDateTime, |this, unit| utc(*this, unit);
    PrimitiveDateTime, |this, unit| primitive(utc(this.assume_utc(), unit));
    UtcDateTime, |this, unit| UtcDateTime::from_unix_timestamp(floor(this.unix_timestamp(), unit))
        .unwrap_or(UtcDateTime::UNIX_EPOCH);
    Date, |this, _unit| *this;
    Time, |this, unit| {
        let hour = floor(i64::from(this.hour()) * 3600, unit) / 3600;
        Time::from_hms(u8::try_from(hour).unwrap_or_default(), 0, 0).unwrap_or(Time::MIDNIGHT)
    };
}

spans! {
    Json::Numbers;
    Duration, |this| this.whole_nanoseconds(), |rounded| Duration::nanoseconds_i128(rounded);
}

/// What the calendar numbers: a word or a number, as the crate was compiled.
macro_rules! numbered {
    ($($numbered:ty)*) => {$(
        impl Anonymize for $numbered {
            fn anonymize_with(&self, _: &Anonymizer) -> Self {
                *self
            }

            fn shape(_: &mut Types) -> Shape {
                let form = |json| Some(Shape::leaf::<Self>(json, Policy::Closed));
                let forms = [Json::Unsigned, CALENDAR_WORD].map(|json| Variant::new("", form(json)));
                Shape::Choice(forms.into(), Tagging::Untagged)
            }
        }
    )*};
}

numbered!(Month Weekday);
