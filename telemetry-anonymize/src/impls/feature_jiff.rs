//! `jiff`: moments are cut, and zones set to UTC.

use jiff::{SignedDuration, Timestamp, Zoned, civil, tz::TimeZone};

use super::{
    choices::closed,
    moments::{CALENDAR_WORD, RFC_3339, floor, moments, spans},
};
use crate::manifest::Json;

/// Nanoseconds per second.
const SECOND: i128 = 1_000_000_000;

fn timestamp(moment: Timestamp, unit: i64) -> Timestamp {
    // `as_second` is cut toward zero; the nanoseconds say on which side.
    let seconds = moment.as_nanosecond().div_euclid(SECOND);
    let seconds = i64::try_from(seconds).unwrap_or_default();
    Timestamp::from_second(floor(seconds, unit)).unwrap_or(Timestamp::UNIX_EPOCH)
}

fn time(time: civil::Time, unit: i64) -> civil::Time {
    let hour = floor(i64::from(time.hour()) * 3600, unit) / 3600;
    civil::time(i8::try_from(hour).unwrap_or_default(), 0, 0, 0)
}

moments! {
    RFC_3339;
    Timestamp, |this, unit| timestamp(*this, unit);
    Zoned, |this, unit| timestamp(this.timestamp(), unit).to_zoned(TimeZone::UTC);
    civil::DateTime, |this, unit| this.date().to_datetime(time(this.time(), unit));
    civil::Date, |this, _unit| *this;
    civil::Time, |this, unit| time(*this, unit);
}

spans! {
    Json::Formatted("^-?P[0-9A-Za-z.,]+$");
    SignedDuration, |this| this.as_nanos(), |rounded| SignedDuration::from_nanos_i128(rounded);
}

closed! {
    [] civil::Weekday, CALENDAR_WORD;
}
