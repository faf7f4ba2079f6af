//! The end comes quickly, whatever the other end does, and a switch that is
//! turned off stops what is on its way.
#![expect(clippy::unwrap_used, reason = "a helper that fails here fails the test")]

use std::{
    thread,
    time::{Duration, Instant},
};

use telemetry_core::TelemetryBuilder;
use test_collector::{Behaviour, Collector};

#[path = "outside/reporting.rs"]
mod reporting;

use crate::reporting::reporting_to;

fn builder(endpoint: impl Into<String>) -> TelemetryBuilder {
    reporting_to(endpoint).interval(Duration::from_millis(20))
}

/// How long dropping takes in the middle of an upload.
#[expect(clippy::disallowed_methods, reason = "the claim is about time")]
fn end_during(behaviour: Behaviour) -> Duration {
    let collector = Collector::behaving(behaviour);
    let telemetry = builder(collector.url()).start().unwrap();
    collector.until("a connection", |_| collector.connections() > 0);
    let start = Instant::now();
    drop(telemetry);
    start.elapsed()
}

#[test]
fn the_end_takes_less_than_a_second_whatever_the_server_does() {
    for behaviour in [
        Behaviour::BlackHole,
        Behaviour::ReadSlowly,
        Behaviour::AnswerSlowly,
        Behaviour::Answer(503, vec![("retry-after", "3600".into())]),
        Behaviour::Store,
    ] {
        let name = format!("{behaviour:?}");
        let took = end_during(behaviour);
        assert!(took < Duration::from_secs(1), "{name}: {took:?}");
    }
}

/// An address that routes nowhere (RFC 5737): the connection is never made.
#[test]
#[expect(clippy::disallowed_methods, reason = "the claim is about time")]
fn the_end_takes_less_than_a_second_while_connecting() {
    let telemetry = builder("http://192.0.2.1:9").start().unwrap();
    thread::sleep(Duration::from_millis(200));
    let start = Instant::now();
    drop(telemetry);
    assert!(start.elapsed() < Duration::from_secs(1), "{:?}", start.elapsed());
}

#[test]
fn turning_it_off_stops_an_upload_in_flight() {
    let collector = Collector::behaving(Behaviour::ReadSlowly);
    let telemetry = builder(collector.url()).start().unwrap();
    collector.until("a connection", |_| collector.connections() > 0);
    telemetry.disable();
    collector.behave(Behaviour::Store);
    thread::sleep(Duration::from_millis(500));
    assert_eq!(collector.connections(), 1, "nothing was tried again");
    assert_eq!(telemetry.upload_status().waiting, 0, "nothing waits");
    assert!(collector.requests().is_empty(), "the request never arrived whole");
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the claim is about time")]
fn starting_takes_a_few_milliseconds() {
    let collector = Collector::start();
    let mut took: Vec<_> = (0..9)
        .map(|_| {
            let plan = builder(collector.url()).grace(Duration::from_hours(1));
            let start = Instant::now();
            let telemetry = plan.start().unwrap();
            let took = start.elapsed();
            drop(telemetry);
            took
        })
        .collect();
    took.sort_unstable();
    // The best of nine is what the work costs; the rest is what the machine adds.
    assert!(took[0] < Duration::from_millis(5), "{took:?}");
}
