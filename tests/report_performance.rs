//! Timings and counters in the report.

use serde_json::Value;
use telemetry_core::{
    Telemetry, consent::Environment, instrumented, observe, report::DetailsLevel, scope,
};

#[instrumented(record(bytes = text.len()))]
fn parse(text: &str) -> Result<u32, std::num::ParseIntError> {
    text.parse()
}

#[instrumented(level = 7, labels(kind = "rare"))]
fn rare() {}

fn telemetry() -> Telemetry {
    Telemetry::builder("mydb", "1.0")
        .environment(Environment::empty())
        .start()
        .expect("the settings are valid")
}

fn performance(telemetry: &Telemetry, level: u8, seal: bool) -> Value {
    let level = DetailsLevel::new(level).expect("the test's levels are valid");
    let report = telemetry.report(level).expect("there is entropy");
    let value = if seal { telemetry.seal(&report).to_value() } else { report.to_value() };
    value.expect("it serializes")["performance"].clone()
}

fn named<'a>(performance: &'a Value, list: &str, name: &str) -> Option<&'a Value> {
    let entries = performance[list].as_array()?;
    entries.iter().find(|entry| entry["name"].as_str().is_some_and(|own| own.ends_with(name)))
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or_else(|| panic!("{value} is no number"))
}

/// One test, since the recorder is one for the process.
#[test]
fn the_report_has_exact_counts_raw_and_rounded_ones_sealed() {
    for turn in 0..123_456 {
        drop(parse(if turn % 4 == 0 { "x" } else { "12" }));
    }
    rare();
    {
        let _scope = scope!("report_performance.scope");
        observe!("report_performance.size", 4096, unit = "bytes");
    }
    let telemetry = telemetry();

    let raw = performance(&telemetry, 10, false);
    let parsed = named(&raw, "callsites", "::parse").expect("it was called");
    assert_eq!((number(&parsed["calls"]), number(&parsed["errors"])), (123_456, 30_864));
    let total: u64 = ["ok", "errors", "nones", "panics", "cancelled", "in_flight"]
        .iter()
        .map(|outcome| number(&parsed[outcome]))
        .sum();
    assert_eq!(total, 123_456);
    assert_eq!(number(&parsed["duration_ns"]["count"]), 123_456);
    assert_eq!(number(&parsed["values"]["bytes"]["max"]), 2);
    let size = named(&raw, "values", "report_performance.size").expect("it was observed");
    assert_eq!((&size["unit"], number(&size["distribution"]["max"])), (&"bytes".into(), 4096));
    assert!(named(&raw, "callsites", "report_performance.scope").is_some());

    let sealed = performance(&telemetry, 10, true);
    let left = named(&sealed, "callsites", "::parse").expect("names of the source leave");
    assert_eq!((number(&left["calls"]), number(&left["errors"])), (123_000, 30_000));
    let buckets = left["duration_ns"]["buckets"].as_array().expect("there are buckets");
    let cumulated: Vec<_> = buckets.iter().map(|bucket| number(&bucket[1])).collect();
    assert!(cumulated.is_sorted(), "{cumulated:?}");
    assert_eq!(cumulated.last(), left["duration_ns"]["count"].as_u64().as_ref());

    for level in 1..=10 {
        let rare = named(&performance(&telemetry, level, true), "callsites", "::rare").cloned();
        assert_eq!(rare.is_some(), level >= 7, "level {level}");
        if let Some(rare) = rare {
            assert_eq!(rare["labels"]["kind"], "rare");
        }
    }
}
