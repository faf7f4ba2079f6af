//! `time`: moments are cut, and offsets set to UTC.

use time::{Date, Duration, OffsetDateTime, PrimitiveDateTime, Time, UtcDateTime};

use super::moments::{floor, moments, spans};
use crate::manifest::Json;

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
