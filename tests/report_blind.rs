//! On a machine that hides its facts, or lies in a file, a fact of the report is
//! absent or right, never wrong: seen by a process with such a machine's mounts.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a helper that fails here fails the test")]

use std::env;

use serde_json::Value;
use telemetry_core::{Telemetry, consent::Environment, report::DetailsLevel};

#[path = "outside/namespace.rs"]
mod namespace;

use crate::namespace::in_namespaces;

const CHILD: &str = "REPORT_BLIND_CHILD";

/// Not a test by itself: a program that says what it knows of its machine.
#[test]
fn child() {
    if env::var_os(CHILD).is_none() {
        return;
    }
    let builder = Telemetry::builder("mydb", "1.0").environment(Environment::empty());
    let telemetry = builder.inspect().unwrap();
    let report = telemetry.report(DetailsLevel::MOST).unwrap();
    println!("SYSTEM {}", report.to_value().unwrap()["system"]);
}

/// The system's facts as the child sees them after `setup`.
fn seen_after(setup: &str) -> Option<Value> {
    let output = in_namespaces(&["--mount"], setup, "", &[(CHILD, "1")])?;
    let text = String::from_utf8(output.stdout).unwrap();
    let line = text.lines().find_map(|line| line.split_once("SYSTEM ")).expect(&text).1;
    Some(serde_json::from_str(line).unwrap())
}

/// Every fact of `value` that is known, with its path.
fn facts(value: &Value, path: &str) -> Vec<(String, Value)> {
    match value {
        Value::Null => Vec::new(),
        Value::Object(fields) => fields
            .iter()
            .flat_map(|(name, value)| facts(value, &format!("{path}.{name}")))
            .collect(),
        known => vec![(path.to_owned(), known.clone())],
    }
}

#[test]
fn a_fact_that_is_hidden_is_absent_and_never_wrong() {
    let Some(sighted) = seen_after("true") else { return };
    let sighted = facts(&sighted, "system");
    let hide = |folder: &str| format!("mount -t tmpfs none {folder}");
    let nonsense = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(nonsense.path(), "nonsense\n").unwrap();
    let nonsense = nonsense.path().display();
    let lie = |file: &str| format!("mount --bind {nonsense} {file}");
    let mut least = usize::MAX;
    for setup in [
        hide("/sys"),
        hide("/proc"),
        format!("{} && {}", hide("/sys"), hide("/proc")),
        format!("{} && {} && {}", hide("/sys"), hide("/etc"), hide("/proc")),
        ["/proc/meminfo", "/proc/cpuinfo", "/proc/self/mountinfo", "/etc/os-release"]
            .map(lie)
            .join(" && "),
    ] {
        let Some(blind) = seen_after(&setup) else { continue };
        let blind = facts(&blind, "system");
        for fact in &blind {
            assert!(sighted.contains(fact), "{setup}: {fact:?} is wrong; {sighted:#?}");
        }
        least = least.min(blind.len());
    }
    assert!(least < sighted.len(), "something was hidden");
}
