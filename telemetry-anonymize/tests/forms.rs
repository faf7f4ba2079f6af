//! The form that the schema gives to each type: what the type serializes to, raw and
//! anonymized, and nothing else.

use std::net::{IpAddr, SocketAddr};

use boon::{Compiler, Schemas};
use serde::Serialize;
use serde_json::{Value, json};
use telemetry_anonymize::{Anonymize, Anonymizer, manifest::Manifest};

/// 2026-03-04 05:06:07 UTC.
const MOMENT: i64 = 1_772_600_767;

/// Of what stands in this test.
const VALID: &str = "what the test writes down is valid";

#[derive(Clone, Serialize, Anonymize)]
struct Anonymized {
    uuid: uuid::Uuid,
    url: url::Url,
    opaque: url::Url,
    version: semver::Version,
    required: semver::VersionReq,
    chrono_month: chrono::Month,
    chrono_weekday: chrono::Weekday,
    time_month: time::Month,
    time_weekday: time::Weekday,
    chrono_utc: chrono::DateTime<chrono::Utc>,
    chrono_fixed: chrono::DateTime<chrono::FixedOffset>,
    chrono_naive: chrono::NaiveDateTime,
    chrono_date: chrono::NaiveDate,
    chrono_span: chrono::TimeDelta,
    jiff_timestamp: jiff::Timestamp,
    jiff_zoned: jiff::Zoned,
    jiff_civil: jiff::civil::DateTime,
    jiff_date: jiff::civil::Date,
    jiff_span: jiff::SignedDuration,
    time_offset: time::OffsetDateTime,
    time_primitive: time::PrimitiveDateTime,
    time_date: time::Date,
    time_span: time::Duration,
    document: Value,
    #[anonymize(class)]
    classed: Value,
}

/// The same types and those without a policy, as they are.
#[derive(Clone, Serialize, Anonymize)]
#[anonymize(keep, reason = "of this test", free_text = "of this test")]
struct Kept {
    all: Anonymized,
    word: &'static str,
    no_word: Option<&'static str>,
    words: Vec<&'static str>,
    pair: [&'static str; 2],
    address: IpAddr,
    socket: SocketAddr,
    path: std::path::PathBuf,
}

fn anonymized() -> Anonymized {
    let chrono = chrono::DateTime::from_timestamp(MOMENT, 5).expect(VALID);
    let jiff = jiff::Timestamp::from_second(MOMENT).expect(VALID);
    let abroad = jiff.to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(5)));
    let time = time::OffsetDateTime::from_unix_timestamp(MOMENT).expect(VALID);
    Anonymized {
        uuid: uuid::Uuid::from_u128(7),
        url: "https://bob@acme.example:6334/".parse().expect(VALID),
        opaque: "mailto:bob@acme.example".parse().expect(VALID),
        version: "1.2.3-acme.7+host".parse().expect(VALID),
        required: ">=1.2, <2".parse().expect(VALID),
        chrono_month: chrono::Month::September,
        chrono_weekday: chrono::Weekday::Wed,
        time_month: time::Month::September,
        time_weekday: time::Weekday::Wednesday,
        chrono_utc: chrono,
        chrono_fixed: chrono.with_timezone(&chrono::FixedOffset::east_opt(5 * 3600).expect(VALID)),
        chrono_naive: chrono.naive_utc(),
        chrono_date: chrono.date_naive(),
        chrono_span: chrono::TimeDelta::nanoseconds(-123_456_789),
        jiff_timestamp: jiff,
        jiff_civil: abroad.datetime(),
        jiff_date: abroad.date(),
        jiff_zoned: abroad,
        jiff_span: jiff::SignedDuration::from_nanos(-123_456_789),
        time_offset: time,
        time_primitive: time::PrimitiveDateTime::new(time.date(), time.time()),
        time_date: time.date(),
        time_span: time::Duration::nanoseconds(-123_456_789),
        document: json!({ "users": ["a", 123_456_789, -12345, 1.5, true, null, {}] }),
        classed: json!([[1000]]),
    }
}

fn kept() -> Kept {
    Kept {
        all: anonymized(),
        word: "a word",
        no_word: None,
        words: vec!["one"],
        pair: ["two", "three"],
        address: "192.0.2.1".parse().expect(VALID),
        socket: "[2001:db8::1]:6334".parse().expect(VALID),
        path: "/srv".into(),
    }
}

/// Whether the schema of `T` takes a document.
fn takes<T: Anonymize>() -> impl Fn(&Value) -> Result<(), String> {
    let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
    let schema = Manifest::of::<T>().json_schema("urn:forms");
    compiler.add_resource("urn:forms", schema).expect("a JSON document");
    let index = compiler.compile("urn:forms", &mut schemas).expect("a valid schema");
    move |value| schemas.validate(value, index).map_err(|error| format!("{error:#}\n{value:#}"))
}

#[test]
fn what_each_type_serializes_to_is_of_the_form_that_the_schema_says() {
    let sealed = Anonymizer::new().seal(&anonymized());
    takes::<Anonymized>()(&serde_json::to_value(sealed).expect(VALID)).expect(VALID);
    takes::<Kept>()(&serde_json::to_value(kept()).expect(VALID)).expect(VALID);
}

/// Neither more than a value, nor text that is not of the type.
#[test]
fn nothing_else_is_taken_in_any_of_their_places() {
    let takes = takes::<Anonymized>();
    let sealed = serde_json::to_value(Anonymizer::new().seal(&anonymized())).expect(VALID);
    for field in sealed.as_object().expect(VALID).keys() {
        for other in [json!({ "user": "bob" }), json!(["bob"]), json!("bob")] {
            let mut changed = sealed.clone();
            changed[field] = other;
            assert!(takes(&changed).is_err(), "{field} takes {}", changed[field]);
        }
    }
}

#[test]
fn what_has_no_policy_and_is_kept_has_a_form_all_the_same() {
    let takes = takes::<Kept>();
    let raw = serde_json::to_value(kept()).expect(VALID);
    for field in ["word", "no_word", "words", "pair", "address", "socket", "path"] {
        let mut changed = raw.clone();
        changed[field] = json!({ "user": "bob" });
        assert!(takes(&changed).is_err(), "{field}");
    }
}

#[test]
fn numbers_of_a_document_keep_the_rule_of_their_field_in_the_manifest() {
    let entries = Manifest::of::<Anonymized>().entries();
    let policies = |path: &str| -> Vec<String> {
        let of_path = entries.iter().filter(|entry| entry.path == path);
        of_path.map(|entry| format!("{}, {}", entry.type_name, entry.policy)).collect()
    };
    assert_eq!(policies("document"), ["(), closed", "bool, closed", "f64, round", "String, hash"]);
    assert_eq!(policies("classed"), ["(), closed", "bool, closed", "f64, class", "String, hash"]);
    assert_eq!(policies("document.<key>"), ["String, hash"]);
}
