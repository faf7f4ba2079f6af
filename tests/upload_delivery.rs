//! A report arrives: in its time, sealed, once, and as the operator saw it.

use std::{thread, time::Duration};

use serde_json::Value;
use telemetry_core::{
    TelemetryBuilder,
    upload::{Kind, Sent},
};
use test_collector::{Behaviour, Collector};

#[path = "outside/far.rs"]
mod far;
#[path = "outside/reporting.rs"]
mod reporting;

use crate::{far::FAR, reporting::reporting_to};

fn builder(collector: &Collector) -> TelemetryBuilder {
    reporting_to(collector.url()).interval(Duration::from_millis(100))
}

#[test]
fn reports_arrive_numbered_and_once() {
    let collector = Collector::start();
    // None is given up for its age, 24 intervals, while a machine rests.
    let interval = Duration::from_millis(500);
    let telemetry = builder(&collector).interval(interval).start().unwrap();
    let store = collector.until("three reports", |store| store.reports().len() >= 3);
    let numbers: Vec<_> = store.reports().iter().map(|r| r.json["sequence"].as_u64()).collect();
    assert_eq!(numbers[..3], [Some(1), Some(2), Some(3)]);
    assert!(store.reports().iter().all(|report| report.deliveries == 1));
    let id = telemetry.identity().id().to_string();
    assert!(store.reports().iter().all(|report| report.json["id"] == id.as_str()));
}

#[test]
fn a_request_says_what_the_wire_format_says() {
    let collector = Collector::start();
    let _telemetry = builder(&collector).start().unwrap();
    collector.until("a report", |store| !store.reports().is_empty());
    let request = collector.requests().remove(0);
    let header = |name: &str| request.headers.get(name).map(String::as_str).unwrap_or_default();
    assert_eq!((request.method.as_str(), request.path.as_str()), ("POST", "/v1/reports"));
    assert_eq!(header("content-type"), "application/json");
    assert_eq!(header("content-encoding"), "gzip");
    assert!(header("user-agent").starts_with("telemetry-core/"));
    assert_eq!(header("accept-encoding"), "");
    assert_eq!(header("idempotency-key").len(), 36);
}

#[test]
fn what_was_seen_is_what_is_sent() {
    let collector = Collector::start();
    let telemetry = builder(&collector).interval(FAR).start().unwrap();
    let seen = telemetry.next_report().unwrap();
    assert_eq!(telemetry.next_report().unwrap(), seen, "a second look changes nothing");
    assert!(telemetry.flush(Duration::from_secs(20)));
    let store = collector.store();
    assert_eq!(store.reports()[0].bytes, seen);
    assert_ne!(telemetry.next_report().unwrap(), seen, "the next one is another");
}

#[test]
fn the_log_has_every_byte_that_left() {
    let folder = tempfile::tempdir().unwrap();
    let collector = Collector::start();
    let telemetry = builder(&collector).interval(FAR).ledger_dir(folder.path()).start().unwrap();
    assert!(telemetry.last_report().is_none());
    assert!(telemetry.flush(Duration::from_secs(20)));
    let sent = &collector.store().reports()[0].bytes.clone();
    let last = telemetry.last_report().unwrap();
    assert_eq!((last.json(), last.kind(), last.outcome()), (&sent[..], Kind::Report, Sent::Stored));
    assert_eq!(telemetry.sent_log().len(), 1);
    let files: Vec<_> = std::fs::read_dir(folder.path()).unwrap().flatten().collect();
    assert_eq!(files.len(), 1);
    assert_eq!(&std::fs::read(files[0].path()).unwrap(), sent);
}

#[test]
fn nothing_leaves_before_the_grace_is_over() {
    let collector = Collector::start();
    let telemetry = builder(&collector).grace(Duration::from_hours(1)).start().unwrap();
    assert!(!telemetry.flush(Duration::from_millis(300)));
    drop(telemetry);
    assert_eq!(collector.connections(), 0);
}

#[test]
fn a_name_leaves_as_a_hash_and_a_number_rounded() {
    #[derive(serde::Serialize, telemetry_core::Anonymize)]
    struct Collection {
        name: String,
        vectors: u64,
    }
    let collector = Collector::start();
    let telemetry = builder(&collector)
        .interval(FAR)
        .section("collection", || Collection { name: "canary".into(), vectors: 123_456_789 })
        .start()
        .unwrap();
    assert!(telemetry.flush(Duration::from_secs(20)));
    let store = collector.store();
    let report = store.reports()[0];
    assert_eq!(report.json["sections"]["collection"]["vectors"], Value::from(123_456_000));
    assert!(!String::from_utf8_lossy(&report.bytes).contains("canary"));
}

#[test]
fn a_report_that_is_refused_is_not_sent_again() {
    let collector = Collector::behaving(Behaviour::Answer(400, Vec::new()));
    let telemetry = builder(&collector).start().unwrap();
    collector.until("three requests", |_| collector.requests().len() >= 3);
    drop(telemetry);
    let mut ids: Vec<_> = collector
        .requests()
        .iter()
        .map(|request| request.headers["idempotency-key"].clone())
        .collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all, "each id came once");
}

#[test]
fn local_mode_sends_nothing_and_shows_what_it_would() {
    let collector = Collector::start();
    let telemetry =
        builder(&collector).at_most(telemetry_core::consent::Mode::Local).start().unwrap();
    assert!(!telemetry.next_report().unwrap().is_empty());
    assert!(!telemetry.flush(Duration::from_millis(200)));
    thread::sleep(Duration::from_millis(300));
    drop(telemetry);
    assert_eq!(collector.connections(), 0);
}
