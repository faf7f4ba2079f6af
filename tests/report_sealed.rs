//! What leaves: nothing of the host's own words, byte for byte as previewed.

use std::collections::BTreeMap;

use serde::Serialize;
use telemetry_core::{
    Anonymize, Anonymized, Telemetry,
    consent::{Environment, Mode},
    report::{DetailsLevel, Report},
};

/// Stands for whatever must not leave.
const CANARY: &str = "swordfish-canary";

#[derive(Serialize, Anonymize)]
struct Section {
    name: String,
    by_name: BTreeMap<String, u64>,
    #[anonymize(url)]
    peer: String,
    nested: Vec<Option<String>>,
    large: u64,
}

fn section() -> Section {
    Section {
        name: CANARY.into(),
        by_name: BTreeMap::from([(CANARY.into(), 1)]),
        peer: format!("https://{CANARY}.example:6333/{CANARY}?{CANARY}"),
        nested: vec![None, Some(CANARY.into())],
        large: 987_654_321,
    }
}

fn telemetry(environment: Environment) -> Telemetry {
    Telemetry::builder("mydb", "1.0")
        .environment(environment)
        .endpoint("https://telemetry.mydb.example")
        .storage_path(format!("/{CANARY}/not/there"))
        .configuration(&section())
        .section("one", section)
        .start()
        .expect("the settings are valid")
}

/// What an uploader looks like from here: it cannot be handed a raw report.
fn body(sealed: &Anonymized<Report>) -> Vec<u8> {
    sealed.to_json().expect("it serializes")
}

#[test]
fn no_word_of_the_host_leaves_at_any_level() {
    let telemetry = telemetry(Environment::empty().with(CANARY, CANARY));
    let token = telemetry.identity().token().to_string();
    for level in DetailsLevel::all() {
        let report = telemetry.report(level).expect("there is entropy");
        let text = String::from_utf8(body(&telemetry.seal(&report))).expect("JSON is UTF-8");
        for word in [CANARY, "987654321", token.as_str(), "telemetry.mydb.example"] {
            assert!(!text.contains(word), "{word} in {text}");
        }
        let raw = String::from_utf8(report.to_json().expect("it serializes")).expect("UTF-8");
        assert_eq!(raw.contains(CANARY), level >= DetailsLevel::new(1).expect("1 is a level"));
    }
}

#[test]
fn sealing_one_capture_twice_gives_the_same_bytes() {
    let telemetry = telemetry(Environment::empty());
    let report = telemetry.report(DetailsLevel::MOST).expect("there is entropy");
    assert_eq!(body(&telemetry.seal(&report)), body(&telemetry.seal(&report)));
}

#[test]
fn sealing_goes_by_the_level_of_the_capture() {
    let telemetry = telemetry(Environment::empty());
    for level in DetailsLevel::all() {
        let report = telemetry.report(level).expect("there is entropy");
        assert_eq!(telemetry.seal(&report).details_level, level);
    }
}

#[test]
fn each_report_has_an_id_of_its_own_and_all_have_the_instance_id() {
    let telemetry = telemetry(Environment::empty());
    let [a, b] = [(); 2].map(|()| telemetry.report(DetailsLevel::LEAST).expect("entropy"));
    assert_ne!(a.report_id, b.report_id);
    assert_eq!((a.id, b.id), (telemetry.identity().id(), telemetry.identity().id()));
}

#[test]
fn whoever_runs_the_program_can_look_while_telemetry_is_off() {
    let telemetry = telemetry(Environment::empty().with("DO_NOT_TRACK", "1"));
    assert_eq!(telemetry.mode(), Mode::Off);
    let report = telemetry.report(DetailsLevel::SENT).expect("there is entropy");
    assert!(!body(&telemetry.seal(&report)).is_empty());
}

#[test]
fn the_difference_names_every_value_that_changes() {
    let telemetry = telemetry(Environment::empty());
    let report = telemetry.report(DetailsLevel::SENT).expect("there is entropy");
    let changed: Vec<_> = telemetry
        .difference(&report)
        .expect("it serializes")
        .into_iter()
        .filter(|difference| !difference.is_unchanged())
        .map(|difference| difference.path)
        .collect();
    for path in ["/sections/one/name", "/sections/one/large", "/configuration/peer"] {
        assert!(changed.iter().any(|known| known == path), "{path} is missing in {changed:?}");
    }
    assert!(!changed.iter().any(|path| path.starts_with("/app")), "{changed:?}");
}
