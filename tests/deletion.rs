//! Deletion, as the operator asks for it: with a proof, a receipt, and an end.

#[path = "outside/reporting.rs"]
mod reporting;

use std::time::Duration;

use telemetry_core::{
    ErrorKind, Telemetry, TelemetryBuilder,
    consent::{Environment, Mode},
    report::{DeletionToken, Identity},
};
use test_collector::{Behaviour, Collector};

fn builder(collector: &Collector) -> TelemetryBuilder {
    reporting::reporting_to(collector.url()).interval(Duration::from_millis(50))
}

#[test]
fn everything_that_the_instance_sent_is_deleted_and_nothing_follows() {
    let collector = Collector::start();
    let telemetry = builder(&collector).start().unwrap();
    collector.until("two reports", |store| store.reports().len() >= 2);
    let receipt = telemetry.request_deletion().unwrap();
    assert_eq!(receipt.id(), telemetry.identity().id());
    assert!(receipt.deleted() >= 2);
    assert_eq!(receipt.receipt(), format!("r-{}", receipt.deleted()));
    assert_eq!(telemetry.mode(), Mode::Off);
    std::thread::sleep(Duration::from_millis(300));
    assert!(collector.store().reports().is_empty());
}

/// Stored after the deletion it would be there again.
#[test]
fn what_is_on_its_way_is_deleted_too() {
    let collector = Collector::behaving(Behaviour::StoreLate);
    let telemetry = builder(&collector).start().unwrap();
    collector.until("a request", |_| !collector.requests().is_empty());
    collector.behave(Behaviour::Store);
    assert!(telemetry.request_deletion().unwrap().deleted() >= 1);
    std::thread::sleep(Duration::from_millis(1500));
    assert!(collector.store().reports().is_empty());
}

#[test]
fn id_and_token_from_the_log_are_enough_later_and_elsewhere() {
    let collector = Collector::start();
    let telemetry = builder(&collector).start().unwrap();
    collector.until("a report", |store| !store.reports().is_empty());
    let written_down = telemetry.identity().token().to_string();
    drop(telemetry);

    let off = Environment::empty().with("DO_NOT_TRACK", "1");
    let later = builder(&collector).environment(off).inspect().unwrap();
    let identity = Identity::of(written_down.parse::<DeletionToken>().unwrap());
    assert!(later.request_deletion_of(&identity).unwrap().deleted() >= 1);
    assert!(collector.store().reports().is_empty());
}

#[test]
fn somebody_else_s_token_deletes_nothing() {
    let collector = Collector::behaving(Behaviour::Answer(403, Vec::new()));
    let telemetry = builder(&collector).inspect().unwrap();
    let error = telemetry.request_deletion().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Refused);
    assert_eq!(collector.connections(), 1, "a refusal is not tried again");
}

#[test]
fn without_a_receipt_it_is_tried_three_times_and_not_said_to_be_done() {
    let collector = Collector::behaving(Behaviour::Answer(503, Vec::new()));
    let telemetry = builder(&collector).inspect().unwrap();
    let error = telemetry.request_deletion().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unreachable);
    assert_eq!(collector.connections(), 3);
}

#[test]
fn without_an_endpoint_there_is_nobody_to_ask() {
    let telemetry =
        Telemetry::builder("mydb", "1.0").environment(Environment::empty()).inspect().unwrap();
    assert_eq!(telemetry.request_deletion().unwrap_err().kind(), ErrorKind::InvalidSetting);
}
