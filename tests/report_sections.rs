//! Sections: what the host contributes, and what its faults do to the report.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use serde::{Serialize, Serializer, ser::Error as _};
use serde_json::{Value, json};
use telemetry_core::{
    Anonymize, Anonymizer, ErrorKind, Telemetry, TelemetryBuilder, consent::Environment,
    report::DetailsLevel,
};

fn builder() -> TelemetryBuilder {
    Telemetry::builder("mydb", "1.0").environment(Environment::empty())
}

/// The sections, raw and sealed, of one capture.
fn sections(builder: TelemetryBuilder) -> [Value; 2] {
    let telemetry = builder.start().expect("the settings are valid");
    let report = telemetry.report(DetailsLevel::MOST).expect("there is entropy");
    let sealed = telemetry.seal(&report).to_value().expect("it serializes");
    let raw = report.to_value().expect("it serializes");
    [raw, sealed].map(|report| report["sections"].clone())
}

#[derive(Serialize, Anonymize)]
struct Collection {
    name: String,
    vectors: u64,
}

#[test]
fn a_section_is_anonymized_by_its_own_rules() {
    let collection = || Collection { name: "customers".into(), vectors: 123_456_789 };
    let [raw, sealed] = sections(builder().section("collections", move || vec![collection()]));
    assert_eq!(raw["collections"], json!([{"name": "customers", "vectors": 123_456_789}]));
    assert_eq!(sealed["collections"][0]["vectors"], 123_456_000);
    let name = sealed["collections"][0]["name"].as_str().expect("a name is text");
    assert!(name != "customers" && name.len() == 16, "{name}");
}

#[test]
fn names_of_sections_and_configuration_can_be_joined_within_a_start_and_not_beyond() {
    let tags = || {
        let telemetry = builder()
            .configuration(&String::from("customers"))
            .section("one", || String::from("customers"))
            .start()
            .expect("the settings are valid");
        let report = telemetry.report(DetailsLevel::SENT).expect("there is entropy");
        let sealed = telemetry.seal(&report).to_value().expect("it serializes");
        assert_eq!(sealed["configuration"], sealed["sections"]["one"]);
        sealed["configuration"].clone()
    };
    assert_ne!(tags(), tags());
}

#[test]
fn a_section_is_asked_once_for_the_raw_and_the_sealed_report() {
    let asked = Arc::new(AtomicU64::new(0));
    let counter = Arc::clone(&asked);
    let count = move || counter.fetch_add(1, Ordering::Relaxed);
    let [raw, sealed] = sections(builder().section("asked", count));
    assert_eq!((raw, asked.load(Ordering::Relaxed)), (sealed, 1));
}

#[test]
fn a_panicking_section_fails_alone_and_its_words_stay_inside() {
    let panics = || -> u64 { panic!("customers: {}", "swordfish") };
    let [raw, sealed] = sections(builder().section("broken", panics).section("fine", || 1_u64));
    for sections in [raw, sealed] {
        assert_eq!(sections, json!({"broken": {"failed": "panicked"}, "fine": 1}));
    }
}

/// Fails in the host's own code, while it is written or anonymized.
#[derive(Clone, Copy)]
enum Fault {
    PanicsInSerialize,
    PanicsInAnonymize,
    Refuses,
}

impl Serialize for Fault {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::PanicsInSerialize => panic!("swordfish"),
            Self::PanicsInAnonymize => serializer.serialize_str("fine"),
            Self::Refuses => Err(S::Error::custom("swordfish")),
        }
    }
}

impl Anonymize for Fault {
    fn anonymize_with(&self, _: &Anonymizer) -> Self {
        assert!(!matches!(self, Self::PanicsInAnonymize), "swordfish");
        *self
    }
}

#[test]
fn a_section_that_cannot_be_written_fails_alone() {
    for (fault, raw, sealed) in [
        (Fault::PanicsInSerialize, json!({"failed": "panicked"}), json!({"failed": "panicked"})),
        (Fault::PanicsInAnonymize, json!("fine"), json!({"failed": "panicked"})),
        (
            Fault::Refuses,
            json!({"failed": "not_serializable"}),
            json!({"failed": "not_serializable"}),
        ),
    ] {
        let found = sections(builder().section("broken", move || fault).section("fine", || 1_u64));
        assert_eq!(found[0], json!({"broken": raw, "fine": 1}));
        assert_eq!(found[1], json!({"broken": sealed, "fine": 1}));
        let configured = builder().configuration(&fault).start().expect("it starts all the same");
        let report = configured.report(DetailsLevel::SENT).expect("there is entropy");
        let sealed = configured.seal(&report).to_value().expect("the rest serializes");
        assert!(sealed["configuration"]["failed"].is_string());
    }
}

#[test]
fn only_the_sections_asked_for_are_captured() {
    let telemetry = builder()
        .section("cheap", || 1_u64)
        .section("dear", || -> u64 { panic!("nobody asked") })
        .start()
        .expect("the settings are valid");
    let report = telemetry.report_of(DetailsLevel::SENT, &["cheap"]).expect("there is entropy");
    assert_eq!(report.to_value().expect("it serializes")["sections"], json!({"cheap": 1}));
}

#[test]
fn two_sections_of_one_name_are_refused() {
    let twice = builder().section("a", || 1_u64).section("b", || 2_u64).section("a", || 3_u64);
    let error = twice.start().expect_err("the second would hide the first");
    assert_eq!(error.kind(), ErrorKind::InvalidSetting);
    assert!(error.to_string().contains("\"a\""), "{error}");
}
