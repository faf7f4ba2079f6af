//! The manifest of a whole report: what the host registers is in it, and nothing
//! stands in a report that is not.

use serde::Serialize;
use serde_json::Value;
use telemetry_anonymize::manifest::{Entry, Manifest, Policy};
use telemetry_core::{
    Anonymize, Telemetry, TelemetryBuilder, consent::Environment, instrumented, observe,
    report::DetailsLevel,
};

#[derive(Serialize, Anonymize)]
struct Settings {
    /// Threads that answer.
    threads: u32,
}

#[derive(Serialize, Anonymize)]
struct Collection {
    name: String,
    #[anonymize(level = 3)]
    segments: Vec<u64>,
}

#[instrumented(labels(kind = "test"), record(size = 7_u64))]
async fn work() {
    observe!("report_manifest.size", 3);
}

fn builder() -> TelemetryBuilder {
    let late = DetailsLevel::new(6).expect("6 is a level");
    let collection = || Collection { name: "users".into(), segments: vec![1, 2] };
    Telemetry::builder("mydb", "1.0")
        .environment(Environment::empty())
        .features([("gpu", true)])
        .configuration(&Settings { threads: 3 })
        .section("collections", move || vec![collection()])
        .section_at(late, "late", || 1_u64)
        .section("broken", || -> u64 { panic!("a section that fails is described too") })
}

fn entry(manifest: &Manifest, path: &str) -> Entry {
    let entries = manifest.entries();
    let found = entries.into_iter().find(|entry| entry.path == path);
    found.unwrap_or_else(|| panic!("{path} is not in {:#?}", manifest.lock()))
}

#[test]
fn what_the_host_registers_is_described_with_its_level() {
    let manifest = builder().manifest();
    assert_eq!(entry(&manifest, "configuration.threads").doc, "Threads that answer.");
    assert_eq!(entry(&manifest, "configuration.threads").level, 2);
    assert_eq!(entry(&manifest, "sections.collections[].name").level, 1);
    assert_eq!(entry(&manifest, "sections.collections[].segments[]").level, 3);
    assert_eq!(entry(&manifest, "sections.late").level, 6);
    assert_eq!(entry(&manifest, "performance.callsites[].duration_ns.count").level, 2);
    assert_eq!(entry(&manifest, "system.cpu.model").level, 3);
}

#[test]
fn what_the_host_does_not_register_is_not_described() {
    let entries = Telemetry::builder("mydb", "1.0").manifest().entries();
    let registered = ["configuration", "sections"];
    let found = entries.iter().find(|e| registered.iter().any(|part| e.path.starts_with(part)));
    assert_eq!(found, None);
}

#[test]
fn no_path_of_a_report_is_left_to_custom_code() {
    let custom: Vec<_> = builder()
        .manifest()
        .entries()
        .into_iter()
        .filter(|entry| matches!(entry.policy, Policy::Custom))
        .map(|entry| entry.path)
        .collect();
    assert!(custom.is_empty(), "{custom:?}");
}

#[test]
fn nothing_stands_in_a_report_that_the_manifest_does_not_list() {
    poll_once(work());
    let paths: Vec<_> = builder().manifest().entries().into_iter().map(|e| e.path).collect();
    let telemetry = builder().start().expect("the settings are valid");
    let report = telemetry.report(DetailsLevel::MOST).expect("there is entropy");
    let sealed = telemetry.seal(&report).to_value().expect("it serializes");
    let mut leaves = 0;
    walk(&sealed, "", &paths, &mut leaves);
    assert!(leaves > 40, "only {leaves} values were compared");
}

fn poll_once(future: impl Future<Output = ()>) {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    assert!(std::pin::pin!(future).poll(&mut context).is_ready());
}

/// Follows `value` along the listed paths; `.*` is any key of a map.
fn walk(value: &Value, path: &str, paths: &[String], leaves: &mut usize) {
    let listed = |path: &str| {
        let below =
            |known: &str| known.strip_prefix(path).is_some_and(|r| r.starts_with(['.', '[']));
        paths.iter().any(|known| known == path || below(known))
    };
    match value {
        // A kept field is one entry, whatever it holds.
        _ if paths.iter().any(|known| known == path) => *leaves += 1,
        Value::Object(fields) => {
            for (key, value) in fields {
                let dot = if path.is_empty() { "" } else { "." };
                let own = format!("{path}{dot}{key}");
                let next = if listed(&own) { own } else { format!("{path}.*") };
                assert!(listed(&next), "{path}.{key} is not listed");
                walk(value, &next, paths, leaves);
            }
        }
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                let (list, tuple) = (format!("{path}[]"), format!("{path}[{at}]"));
                let dotted = format!("{path}.{at}");
                let next = [tuple, dotted, list].into_iter().find(|next| listed(next));
                let next = next.unwrap_or_else(|| panic!("{path}[] is not listed"));
                walk(item, &next, paths, leaves);
            }
        }
        _ => panic!("{path} is not listed"),
    }
}
