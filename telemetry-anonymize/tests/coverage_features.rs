//! Every type behind a feature is anonymized as std's are.

use serde_json::json;
use telemetry_anonymize::{
    Anonymize, Anonymizer, Apply,
    rules::{Class, Time},
};

const RAW: u64 = 123_456_789;
const ROUNDED: u64 = 123_456_000;

/// 2026-03-04 05:06:07 UTC.
const MOMENT: i64 = 1_772_600_767;
const HOUR: i64 = 1_772_600_400;
const DAY: i64 = 1_772_582_400;

fn is_tag(text: &str) -> bool {
    text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[test]
fn json_keeps_its_form_and_loses_its_names() {
    let raw = json!({ "users": ["a", RAW, -12345, 1.23456, true, null] });
    let anonymized = raw.anonymize();
    let (key, list) = anonymized.as_object().unwrap().iter().next().unwrap();
    assert!(is_tag(key) && is_tag(list[0].as_str().unwrap()));
    assert_eq!(
        list.as_array().unwrap()[1..],
        [json!(ROUNDED), json!(-12000), json!(1.23), json!(true), json!(null)]
    );
    assert_eq!(json!([1000]).apply(&Class::DEFAULT, &Anonymizer::process()), json!([1024]));
    assert_eq!(raw.as_object().unwrap().anonymize().len(), 1);
}

#[test]
fn what_is_behind_locks_of_parking_lot_is_anonymized() {
    use parking_lot::{Mutex, RwLock};
    let raw = Mutex::new((RwLock::new(RAW), "a".to_owned()));
    let anonymized = raw.anonymize().into_inner();
    assert_eq!(*anonymized.0.read(), ROUNDED);
    assert!(is_tag(&anonymized.1));
    assert_eq!(*raw.lock().0.read(), RAW);
    let classes = RwLock::new(1000_u64).apply(&Class::DEFAULT, &Anonymizer::process());
    assert_eq!(serde_json::to_value(classes).unwrap(), json!(1024));
}

#[test]
fn moments_of_chrono_are_cut() {
    use chrono::{DateTime, FixedOffset, TimeDelta};
    let moment = DateTime::from_timestamp(MOMENT, 5).unwrap();
    assert_eq!(moment.anonymize().timestamp(), HOUR);
    assert_eq!(moment.apply(&Time::Day, &Anonymizer::process()).timestamp(), DAY);
    let abroad = moment.with_timezone(&FixedOffset::east_opt(5 * 3600 + 1800).unwrap());
    assert_eq!(abroad.anonymize().timestamp(), HOUR);
    assert_eq!(abroad.anonymize().offset().local_minus_utc(), 0);
    assert_eq!(moment.naive_utc().anonymize().and_utc().timestamp(), HOUR);
    assert_eq!(moment.date_naive().anonymize(), moment.date_naive());
    let time = moment.time();
    assert_eq!(time.anonymize(), chrono::NaiveTime::from_hms_opt(5, 0, 0).unwrap());
    assert_eq!(time.apply(&Time::Day, &Anonymizer::process()), chrono::NaiveTime::MIN);
    assert_eq!(
        TimeDelta::nanoseconds(-123_456_789).anonymize().num_nanoseconds(),
        Some(-123_456_000)
    );
    assert_eq!(
        TimeDelta::MAX.anonymize().num_days() / 100_000,
        TimeDelta::MAX.num_days() / 100_000
    );
}

#[test]
fn moments_of_time_are_cut() {
    use time::{Duration, OffsetDateTime, PrimitiveDateTime, UtcOffset};
    let moment = OffsetDateTime::from_unix_timestamp(MOMENT).unwrap();
    let abroad = moment.to_offset(UtcOffset::from_hms(5, 30, 0).unwrap());
    assert_eq!(abroad.anonymize().unix_timestamp(), HOUR);
    assert_eq!(abroad.anonymize().offset(), UtcOffset::UTC);
    let primitive = PrimitiveDateTime::new(moment.date(), moment.time());
    assert_eq!(primitive.anonymize().assume_utc().unix_timestamp(), HOUR);
    assert_eq!(moment.date().anonymize(), moment.date());
    assert_eq!(moment.time().anonymize(), time::Time::from_hms(5, 0, 0).unwrap());
    assert_eq!(moment.time().apply(&Time::Day, &Anonymizer::process()), time::Time::MIDNIGHT);
    let utc = time::UtcDateTime::from_unix_timestamp(MOMENT).unwrap();
    assert_eq!(utc.anonymize().unix_timestamp(), HOUR);
    assert_eq!(utc.apply(&Time::Day, &Anonymizer::process()).unix_timestamp(), DAY);
    assert_eq!(Duration::nanoseconds(123_456_789).anonymize(), Duration::nanoseconds(123_456_000));
}

#[test]
fn moments_of_jiff_are_cut() {
    use jiff::{SignedDuration, Timestamp, tz::TimeZone};
    let moment = Timestamp::from_second(MOMENT).unwrap();
    assert_eq!(moment.anonymize().as_second(), HOUR);
    let before = Timestamp::from_nanosecond(-1).unwrap();
    assert_eq!(before.anonymize().as_second(), -3600);
    let abroad = moment.to_zoned(TimeZone::fixed(jiff::tz::offset(5)));
    assert_eq!(abroad.anonymize().timestamp().as_second(), HOUR);
    assert_eq!(abroad.anonymize().time_zone(), &TimeZone::UTC);
    let civil = moment.to_zoned(TimeZone::UTC).datetime();
    assert_eq!(civil.anonymize().minute(), 0);
    for (of, cut) in [(-9999, "-009999-01-01T00:00:00"), (9999, "9999-12-31T23:00:00")] {
        let ends = [jiff::civil::DateTime::MIN, jiff::civil::DateTime::MAX];
        let end = ends.into_iter().find(|end| end.year() == of).unwrap();
        assert_eq!(end.anonymize().to_string(), cut);
    }
    assert_eq!(civil.date().anonymize(), civil.date());
    assert_eq!(civil.time().anonymize(), jiff::civil::time(5, 0, 0, 0));
    assert_eq!(civil.time().apply(&Time::Day, &Anonymizer::process()), jiff::civil::Time::MIN);
    let span = SignedDuration::from_nanos(123_456_789);
    assert_eq!(span.anonymize(), SignedDuration::from_nanos(123_456_000));
}

#[test]
fn identifiers_become_others() {
    let anonymizer = Anonymizer::new();
    let id = uuid::Uuid::from_u128(7);
    let other = id.anonymize_with(&anonymizer);
    assert!(other != id && other == id.anonymize_with(&anonymizer));
    assert_eq!(other.get_version_num(), 8);
}

#[test]
fn urls_keep_their_scheme() {
    for text in ["https://bob@acme.example:6334/a?b#c", "mailto:bob@acme.example", "acme://x/y"] {
        let url: url::Url = text.parse().unwrap();
        let anonymized = url.anonymize();
        assert!(!anonymized.as_str().contains("acme") && !anonymized.as_str().contains("bob"));
    }
    let url: url::Url = "https://acme.example/a".parse().unwrap();
    assert_eq!(url.anonymize().scheme(), "https");
    let uri: http::Uri = "https://acme.example/a".parse().unwrap();
    assert_eq!(uri.anonymize().scheme_str(), Some("https"));
    let path: http::Uri = "/collections/acme".parse().unwrap();
    assert!(!path.anonymize().to_string().contains("acme"));
}

#[test]
fn a_url_is_one_whatever_its_tag() {
    let anonymizer = Anonymizer::new();
    for number in 0..10_000 {
        let text = format!("https://host{number}.example");
        let url: url::Url = text.parse().unwrap();
        let url = url.anonymize_with(&anonymizer);
        let host = url.host_str().unwrap();
        assert!(is_tag(host) && url.as_str() == format!("https://{host}/"), "{url}");
    }
}

#[test]
fn urls_as_keys_keep_their_entries_apart() {
    let texts = ["acme://x/y", "ajax://x/y", "acme://x", "acme://x/", "tcp://x", "tcp://x/"];
    let map: std::collections::BTreeMap<url::Url, u64> =
        texts.iter().map(|text| (text.parse().unwrap(), 5)).collect();
    assert_eq!(map.len(), texts.len());
    assert_eq!(map.anonymize().len(), texts.len());
}

#[test]
fn what_http_names_stays_and_what_clients_make_up_goes() {
    assert_eq!(http::Method::GET.anonymize(), http::Method::GET);
    let made_up = http::Method::from_bytes(b"ACME").unwrap();
    assert!(is_tag(made_up.anonymize().as_str()));
    assert_eq!(http::StatusCode::NOT_FOUND.anonymize(), http::StatusCode::NOT_FOUND);
    assert_eq!(http::Version::HTTP_2.anonymize(), http::Version::HTTP_2);
}

#[test]
fn versions_are_public() {
    let version = semver::Version::parse("1.2.3-rc.1+musl").unwrap();
    assert_eq!(version.anonymize(), version);
    let required = semver::VersionReq::parse(">=1.2, <2").unwrap();
    assert_eq!(required.anonymize(), required);
}

#[test]
fn words_of_the_calendar_stay() {
    assert_eq!(chrono::Month::March.anonymize(), chrono::Month::March);
    assert_eq!(chrono::Weekday::Wed.anonymize(), chrono::Weekday::Wed);
    assert_eq!(jiff::civil::Weekday::Monday.anonymize(), jiff::civil::Weekday::Monday);
    assert_eq!(time::Month::March.anonymize(), time::Month::March);
    assert_eq!(time::Weekday::Monday.anonymize(), time::Weekday::Monday);
}

#[test]
fn other_containers_are_as_stds() {
    let names = ["a".to_owned(), "b".to_owned()];
    let map: indexmap::IndexMap<_, _, std::hash::RandomState> =
        names.clone().into_iter().zip([RAW, 5]).collect();
    let map = map.anonymize();
    assert!(map.keys().all(|key| is_tag(key)) && map.values().eq(&[ROUNDED, 5]));
    let set: indexmap::IndexSet<_, std::hash::RandomState> = names.clone().into_iter().collect();
    assert_eq!(set.anonymize().len(), 2);
    let map: hashbrown::HashMap<_, _, std::hash::RandomState> =
        names.clone().into_iter().zip([RAW, RAW]).collect();
    assert!(map.anonymize().values().all(|value| *value == ROUNDED));
    let set: hashbrown::HashSet<_, std::hash::RandomState> = names.into_iter().collect();
    assert_eq!(set.anonymize().len(), 2);
    let small: smallvec::SmallVec<[u64; 2]> = [RAW, 5, RAW].into_iter().collect();
    assert_eq!(small.anonymize()[..], [ROUNDED, 5, ROUNDED]);
    assert!(is_tag(&ecow::EcoString::from("users").anonymize()));
    assert_eq!(ecow::EcoVec::from([RAW]).anonymize()[..], [ROUNDED]);
    assert!((ordered_float::OrderedFloat(1.23456).anonymize().0 - 1.23_f64).abs() < f64::EPSILON);
    let not_nan = ordered_float::NotNan::new(1.23456_f64).unwrap();
    assert!((not_nan.anonymize().into_inner() - 1.23).abs() < f64::EPSILON);
    let bytes = bytes::Bytes::from_static(b"a name");
    assert!(bytes.anonymize() != bytes && bytes.anonymize().len() == bytes.len());
    let growing = bytes::BytesMut::from(&b"a name"[..]);
    assert_eq!(growing.anonymize(), bytes.anonymize(), "the same data");
}
