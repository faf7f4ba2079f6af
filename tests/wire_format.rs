//! `docs/wire-format.md` and its schemas are what the code sends.
//!
//! `UPDATE_SCHEMAS=1 cargo test --test wire_format` writes the schemas anew.

use std::{
    fs,
    io::Write,
    panic::catch_unwind,
    path::PathBuf,
    process::{Command, Stdio},
    time::Duration,
};

use serde_json::Value;
use telemetry_anonymize::manifest::Manifest;
use telemetry_core::{Anonymize, crash::CrashDocument, report::Report};
use test_collector::Collector;

#[path = "outside/reporting.rs"]
mod reporting;
#[path = "outside/schema.rs"]
mod schema;

use crate::{
    reporting::reporting_to,
    schema::{Schema, leaves, leaves_that_can_be_more, open_places},
};

fn path(name: &str) -> PathBuf {
    let docs = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/schemas");
    docs.join(format!("{name}.schema.json"))
}

/// Of the parts whose form only the sending program's own schema tells.
const HOST: &str = "What the program contributes: its own schema describes it.";

fn check<T: Anonymize>(name: &str, open: &[&str]) {
    let mut schema = Manifest::of::<T>().json_schema(&format!("v1/{name}"));
    for part in open {
        schema["$defs"]["Report"]["properties"][part] = serde_json::json!({ "description": HOST });
    }
    let text = serde_json::to_string_pretty(&schema).expect("a schema is JSON") + "\n";
    if std::env::var_os("UPDATE_SCHEMAS").is_some() {
        fs::write(path(name), &text).expect("docs/ is writable");
    }
    let kept = fs::read_to_string(path(name)).unwrap_or_default();
    assert!(kept == text, "docs/schemas/{name}.schema.json is out of date: set UPDATE_SCHEMAS=1");
}

#[test]
fn the_report_s_schema_is_the_documented_one() {
    check::<Report>("report", &["configuration", "sections"]);
}

#[test]
fn the_crash_s_schema_is_the_documented_one() {
    check::<CrashDocument>("crash", &[]);
}

fn kept(path: PathBuf) -> Value {
    let text = fs::read(path).expect("the schema is under version control");
    serde_json::from_slice(&text).expect("a schema is JSON")
}

#[test]
fn no_place_of_a_schema_under_version_control_is_open_but_the_host_s_in_the_wire_s() {
    let codesearch = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/report.schema.json");
    assert_eq!(open_places(&kept(codesearch)), [""; 0]);
    assert_eq!(open_places(&kept(path("crash"))), [""; 0]);
    let report = "/$defs/Report/properties";
    let host = [format!("{report}/configuration"), format!("{report}/sections")];
    assert_eq!(open_places(&kept(path("report"))), host);
}

const VALIDATE: &str = "
import json, sys, jsonschema
schema = json.load(open(sys.argv[1]))
jsonschema.Draft202012Validator.check_schema(schema)
jsonschema.Draft202012Validator(schema).validate(json.load(sys.stdin))
";

/// By an independent validator, if there is one.
fn validate(name: &str, document: &[u8]) {
    let has_validator = Command::new("python3")
        .args(["-c", "import jsonschema"])
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if !has_validator {
        assert!(std::env::var_os("CI").is_none(), "CI needs python3 with jsonschema");
        eprintln!("SKIPPED: no python3 with jsonschema, so no document was validated");
        return;
    }
    let mut python = Command::new("python3")
        .args(["-c", VALIDATE])
        .arg(path(name))
        .stdin(Stdio::piped())
        .spawn()
        .expect("it ran a moment ago");
    python.stdin.take().expect("it is piped").write_all(document).expect("python reads");
    assert!(python.wait().expect("it ends").success(), "{}", String::from_utf8_lossy(document));
}

#[test]
fn what_arrives_keeps_to_the_schemas() {
    let collector = Collector::start();
    let telemetry = reporting_to(collector.url())
        .interval(Duration::from_millis(50))
        .configuration(&3_u64)
        .section("things", || vec![1_u64])
        .start()
        .expect("the settings are fine");
    collector.until("a report", |store| !store.reports().is_empty());
    catch_unwind(|| panic!("a literal")).expect_err("it panics");
    let store = collector.until("a crash", |store| !store.crashes().is_empty());
    drop(telemetry);
    for (name, document) in [("report", &store.reports()[0]), ("crash", &store.crashes()[0])] {
        validate(name, &document.bytes);
        let sent: Value = serde_json::from_slice(&document.bytes).expect("it is JSON");
        let schema = Schema::new(kept(path(name)));
        assert!(schema.takes(&sent), "{sent:#}");
        assert!(leaves(&sent).len() > 10, "{sent:#}");
        let more = leaves_that_can_be_more(&schema, &sent);
        let host =
            |path: &String| ["/configuration", "/sections"].iter().any(|p| path.starts_with(p));
        assert!(more.iter().all(host), "{more:?} take an object");
    }
}
