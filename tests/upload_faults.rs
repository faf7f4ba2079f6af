//! Whatever the other end does, a report is stored exactly once in the end, and
//! nothing hangs.
#![expect(clippy::unwrap_used, reason = "a helper that fails here fails the test")]

use std::{
    thread,
    time::{Duration, SystemTime},
};

use telemetry_core::{TelemetryBuilder, upload::Sent};
use test_collector::{Behaviour, Collector};

#[path = "outside/far.rs"]
mod far;
#[path = "outside/nobody.rs"]
mod nobody;
#[path = "outside/reporting.rs"]
mod reporting;

use crate::{far::FAR, nobody::Nobody, reporting::reporting_to};

/// A report waits for 24 of these, and is given up then: long enough for the trouble of
/// the tests and of the machine.
const INTERVAL: Duration = Duration::from_secs(1);

/// For an attempt that comes to nothing.
const TIMEOUT: Duration = Duration::from_secs(2);

/// Longer than any attempt takes that somebody answers.
const PATIENT: Duration = Duration::from_mins(1);

fn builder(endpoint: impl Into<String>) -> TelemetryBuilder {
    reporting_to(endpoint).interval(INTERVAL).upload_timeout(TIMEOUT)
}

/// Starts in trouble, waits until `attempts` failed, ends the trouble, and wants
/// the first report stored once.
fn recovers_from(behaviour: Behaviour, attempts: u64) {
    let name = format!("{behaviour:?}");
    let collector = Collector::behaving(behaviour);
    let telemetry = builder(collector.url()).start().unwrap();
    collector.until(&name, |_| telemetry.upload_status().failed_attempts >= attempts);
    collector.behave(Behaviour::Store);
    collector.until(&name, |_| telemetry.upload_status().stored >= 1);
    let store = collector.store();
    let firsts: Vec<_> =
        store.reports().into_iter().filter(|report| report.json["sequence"] == 1).collect();
    assert_eq!(firsts.len(), 1, "{name}: stored once");
    let told = telemetry.sent_log();
    let entry = told.iter().find(|entry| entry.json() == firsts[0].bytes);
    assert_eq!(entry.expect("it is in the log").outcome(), Sent::Stored, "{name}");
}

#[test]
fn a_server_error_is_tried_again() {
    recovers_from(Behaviour::Answer(500, Vec::new()), 2);
}

#[test]
fn a_server_that_says_nothing_is_given_up_and_tried_again() {
    recovers_from(Behaviour::BlackHole, 1);
}

#[test]
fn a_server_that_reads_a_byte_a_second_is_given_up_and_tried_again() {
    recovers_from(Behaviour::ReadSlowly, 1);
}

#[test]
fn a_server_that_answers_a_byte_a_second_is_given_up_and_tried_again() {
    recovers_from(Behaviour::AnswerSlowly, 1);
}

#[test]
fn a_connection_cut_in_the_middle_is_tried_again() {
    recovers_from(Behaviour::ResetAfter(200), 2);
}

#[test]
fn an_answer_that_was_lost_does_not_make_a_second_report() {
    recovers_from(Behaviour::StoreAndReset, 2);
}

#[test]
fn an_answer_without_http_is_tried_again() {
    recovers_from(Behaviour::Garbage, 2);
}

#[test]
fn an_endless_header_is_not_read_to_its_end() {
    recovers_from(Behaviour::EndlessHeader, 1);
}

#[test]
fn an_endless_body_and_a_gzip_bomb_are_not_read_at_all() {
    for behaviour in [Behaviour::EndlessBody, Behaviour::GzipBomb] {
        let collector = Collector::behaving(behaviour);
        let patient = builder(collector.url()).upload_timeout(PATIENT);
        let telemetry = patient.start().unwrap();
        collector.until("two reports", |_| telemetry.upload_status().stored >= 2);
        assert!(collector.store().reports().iter().all(|report| report.deliveries == 1));
    }
}

#[test]
fn a_refused_connection_is_tried_again_and_nothing_is_said_to_have_left() {
    let nobody = Nobody::there();
    let telemetry = builder(nobody.url()).start().unwrap();
    while telemetry.upload_status().failed_attempts < 2 {
        thread::sleep(Duration::from_millis(5));
    }
    assert!(telemetry.sent_log().is_empty());
    assert!(telemetry.upload_status().waiting >= 1);
}

#[test]
fn a_wish_to_be_left_alone_is_respected() {
    let date = httpdate::fmt_http_date(SystemTime::now() + Duration::from_hours(1));
    for wish in ["3600", date.as_str()] {
        let header = vec![("retry-after", wish.to_owned())];
        let collector = Collector::behaving(Behaviour::Answer(429, header));
        let patient = builder(collector.url()).upload_timeout(PATIENT);
        let telemetry = patient.start().unwrap();
        collector.until("an attempt", |_| telemetry.upload_status().failed_attempts >= 1);
        // The longest wish that is respected is of 24 intervals; without one three more
        // attempts come in less than two.
        thread::sleep(3 * INTERVAL);
        assert_eq!(collector.connections(), 1, "{wish}");
    }
}

#[test]
fn nothing_follows_a_redirect_to_another_host() {
    let other = Collector::start();
    let there = vec![("location", format!("{}/v1/reports", other.url()))];
    for status in [301, 302, 303, 307, 308] {
        let collector = Collector::behaving(Behaviour::Answer(status, there.clone()));
        let telemetry = builder(collector.url()).start().unwrap();
        collector.until("two attempts", |_| telemetry.upload_status().failed_attempts >= 2);
    }
    assert_eq!(other.connections(), 0);
}

#[test]
fn a_circle_of_redirects_ends() {
    let here = vec![("location", "/v1/reports".to_owned())];
    let collector = Collector::behaving(Behaviour::Answer(308, here));
    let telemetry = builder(collector.url()).interval(FAR).upload_timeout(PATIENT).start().unwrap();
    telemetry.flush(Duration::from_secs(1));
    collector.until("an attempt", |_| telemetry.upload_status().failed_attempts == 1);
    assert_eq!(collector.connections(), 3);
}

#[test]
fn what_waits_is_bounded_and_the_oldest_goes() {
    let collector = Collector::behaving(Behaviour::Answer(503, Vec::new()));
    let telemetry = builder(collector.url()).interval(Duration::from_millis(20)).start().unwrap();
    collector.until("a drop", |_| telemetry.upload_status().dropped >= 3);
    assert!(telemetry.upload_status().waiting <= 24);
    collector.behave(Behaviour::Store);
    let store = collector.until("a report", |store| !store.reports().is_empty());
    assert!(store.reports()[0].json["sequence"].as_u64() > Some(1), "the first was given up");
}
