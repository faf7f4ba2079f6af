//! `time`: moments are cut, and offsets set to UTC.

use time::{Date, Duration, OffsetDateTime, PrimitiveDateTime};

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
    Date, |this, _unit| *this;
}

spans! {
    Json::Numbers;
    Duration, |this| this.whole_nanoseconds(), |rounded| Duration::nanoseconds_i128(rounded);
}
