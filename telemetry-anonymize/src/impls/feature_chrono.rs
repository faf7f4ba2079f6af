//! `chrono`: moments are cut, and what tells a place is set to UTC.
//!
//! `DateTime<Local>` has no policy: the zone of a machine is its own name for a
//! place. Convert it to UTC in the report.

use chrono::{
    DateTime, FixedOffset, Month, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike, Utc,
    Weekday,
};

use super::{
    choices::closed,
    moments::{CALENDAR_WORD, RFC_3339, floor, moments, spans},
};
use crate::manifest::Json;

/// Nanoseconds per second.
const SECOND: i128 = 1_000_000_000;

fn utc(moment: &DateTime<Utc>, unit: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(floor(moment.timestamp(), unit), 0).unwrap_or_default()
}

moments! {
    RFC_3339;
    DateTime<Utc>, |this, unit| utc(this, unit);
    DateTime<FixedOffset>, |this, unit| utc(&this.to_utc(), unit).fixed_offset();
    NaiveDateTime, |this, unit| utc(&this.and_utc(), unit).naive_utc();
    NaiveDate, |this, _unit| *this;
    NaiveTime, |this, unit| {
        let seconds = floor(i64::from(this.num_seconds_from_midnight()), unit);
        let seconds = u32::try_from(seconds).unwrap_or_default();
        NaiveTime::from_num_seconds_from_midnight_opt(seconds, 0).unwrap_or_default()
    };
}

spans! {
    Json::Numbers;
    TimeDelta,
    |this| i128::from(this.num_seconds()) * SECOND + i128::from(this.subsec_nanos()),
    |rounded| {
        let (seconds, rest) = (rounded.div_euclid(SECOND), rounded.rem_euclid(SECOND));
        let seconds = i64::try_from(seconds).unwrap_or_default();
        TimeDelta::new(seconds, u32::try_from(rest).unwrap_or_default()).unwrap_or_default()
    };
}

closed! {
    [] Month, CALENDAR_WORD;
    [] Weekday, CALENDAR_WORD;
}
