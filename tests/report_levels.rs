//! What each details level adds, as the documentation of `DetailsLevel` says.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::Value;
use telemetry_core::{
    Anonymize, Telemetry, consent::Environment, count, gauge, instrumented, report::DetailsLevel,
};

#[derive(Serialize, Anonymize)]
struct Settings {
    #[anonymize(keep, reason = "a number of the test")]
    threads: u8,
    #[anonymize(level = 5, keep, reason = "a number of the test")]
    depth: u8,
}

#[instrumented]
fn work() -> u32 {
    count!("report_levels.things", 2);
    gauge!("report_levels.height", 1.5);
    7
}

fn telemetry() -> Telemetry {
    work();
    let settings = Settings { threads: 4, depth: 9 };
    Telemetry::builder("mydb", "1.2.3")
        .environment(Environment::empty())
        .features([("gpu", true), ("simd", false)])
        .configuration(&settings)
        .section("early", || 1_u64)
        .section_at(DetailsLevel::new(6).expect("6 is a level"), "late", || 2_u64)
        .start()
        .expect("the settings are valid")
}

fn level(level: u8) -> DetailsLevel {
    DetailsLevel::new(level).expect("the test's levels are valid")
}

fn raw(telemetry: &Telemetry, at: u8) -> Value {
    let report = telemetry.report(level(at)).expect("there is entropy");
    report.to_value().expect("it serializes")
}

fn sealed(telemetry: &Telemetry, at: u8) -> Value {
    let report = telemetry.report(level(at)).expect("there is entropy");
    telemetry.seal(&report).to_value().expect("it serializes")
}

fn callsite(report: &Value) -> &Value {
    let callsites = report["performance"]["callsites"].as_array().expect("there are callsites");
    let ours = |site: &&Value| site["name"].as_str().is_some_and(|name| name.ends_with("::work"));
    callsites.iter().find(ours).expect("the function was called")
}

#[test]
fn level_0_is_the_envelope() {
    let report = raw(&telemetry(), 0);
    let keys: Vec<_> = report.as_object().expect("a report is an object").keys().collect();
    let envelope = ["app", "details_level", "id", "report_id", "schema_version", "sequence"];
    assert_eq!(keys, envelope);
    assert_eq!(report["app"], serde_json::json!({"name": "mydb", "version": "1.2"}));
    assert_eq!(report["schema_version"], 1);
}

#[test]
fn level_1_adds_features_system_sections_and_counts() {
    let report = raw(&telemetry(), 1);
    assert_eq!(report["app"]["features"], serde_json::json!(["gpu"]));
    assert_eq!(report["sections"], serde_json::json!({"early": 1}));
    assert!(report["system"]["cpu"].is_object() && report["system"]["os"].is_object());
    assert!(callsite(&report)["calls"].as_u64().is_some_and(|calls| calls > 0));
    assert_eq!(report["performance"]["counters"][0]["name"], "report_levels.things");
    assert!(report.get("configuration").is_none());
    assert!(callsite(&report).get("duration_ns").is_none());
}

#[test]
fn level_2_adds_configuration_and_durations() {
    let report = raw(&telemetry(), 2);
    assert_eq!(report["configuration"]["threads"], 4);
    assert!(callsite(&report)["duration_ns"]["count"].as_u64().is_some_and(|count| count > 0));
    assert!(report["performance"].get("gauges").is_none());
}

#[test]
fn level_3_adds_gauges_and_level_4_places() {
    let telemetry = telemetry();
    let report = raw(&telemetry, 3);
    assert_eq!(report["performance"]["gauges"][0]["value"], 1.5);
    assert!(callsite(&report).get("module").is_none());
    let report = raw(&telemetry, 4);
    assert_eq!(callsite(&report)["module"], "report_levels");
    assert!(callsite(&report)["line"].as_u64().is_some_and(|line| line > 0));
}

#[test]
fn marked_fields_and_sections_come_in_at_their_level() {
    let telemetry = telemetry();
    assert_eq!(sealed(&telemetry, 4)["configuration"]["depth"], 0);
    assert_eq!(sealed(&telemetry, 5)["configuration"]["depth"], 9);
    assert_eq!(sealed(&telemetry, 5)["sections"], serde_json::json!({"early": 1}));
    assert_eq!(sealed(&telemetry, 6)["sections"], serde_json::json!({"early": 1, "late": 2}));
}

#[test]
fn each_level_has_all_that_the_one_before_has() {
    let telemetry = telemetry();
    let mut before = BTreeSet::new();
    for level in DetailsLevel::all() {
        let mut paths = BTreeSet::new();
        collect(&sealed(&telemetry, level.get()), String::new(), &mut paths);
        let lost: Vec<_> = before.difference(&paths).collect();
        assert!(lost.is_empty(), "level {level} lost {lost:?}");
        before = paths;
    }
}

/// Paths of objects; a list's elements share one, as their number may differ.
fn collect(value: &Value, path: String, paths: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                collect(value, format!("{path}/{key}"), paths);
            }
        }
        Value::Array(items) => {
            for item in items {
                collect(item, format!("{path}/*"), paths);
            }
        }
        _ => {}
    }
    paths.insert(path);
}
