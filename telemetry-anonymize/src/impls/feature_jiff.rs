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

fn civil(moment: civil::DateTime, unit: i64) -> civil::DateTime {
    let zoned = moment.to_zoned(TimeZone::UTC).map_or(Timestamp::UNIX_EPOCH, |z| z.timestamp());
    timestamp(zoned, unit).to_zoned(TimeZone::UTC).datetime()
}

moments! {
    RFC_3339;
    Timestamp, |this, unit| timestamp(*this, unit);
    Zoned, |this, unit| timestamp(this.timestamp(), unit).to_zoned(TimeZone::UTC);
    civil::DateTime, |this, unit| civil(*this, unit);
    civil::Date, |this, _unit| *this;
    civil::Time, |this, unit| {
        let hour = floor(i64::from(this.hour()) * 3600, unit) / 3600;
        civil::time(i8::try_from(hour).unwrap_or_default(), 0, 0, 0)
    };
}

spans! {
    Json::Formatted("^-?P[0-9A-Za-z.,]+$");
    SignedDuration, |this| this.as_nanos(), |rounded| SignedDuration::from_nanos_i128(rounded);
}

closed! {
    [] civil::Weekday, CALENDAR_WORD;
}
