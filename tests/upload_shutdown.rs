//! The end comes quickly, whatever the other end does, and a switch that is
//! turned off stops what is on its way.
#![expect(clippy::unwrap_used, reason = "a helper that fails here fails the test")]

use std::{
    net::UdpSocket,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use telemetry_core::{TelemetryBuilder, otlp::ExporterBuilder};
use test_collector::{Behaviour, Collector};

#[cfg(target_os = "linux")]
#[path = "outside/namespace.rs"]
mod namespace;
#[path = "outside/reporting.rs"]
mod reporting;

#[cfg(target_os = "linux")]
use crate::namespace::in_namespaces;
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
#[expect(clippy::disallowed_methods, reason = "the claim is about time")]
fn turning_it_off_stops_an_upload_in_flight() {
    for behaviour in [Behaviour::ReadSlowly, Behaviour::BlackHole] {
        let collector = Collector::behaving(behaviour);
        let telemetry = builder(collector.url()).start().unwrap();
        collector.until("a connection", |_| collector.connections() > 0);
        let start = Instant::now();
        telemetry.disable();
        assert!(start.elapsed() < Duration::from_secs(1), "{:?}", start.elapsed());
        collector.behave(Behaviour::Store);
        thread::sleep(Duration::from_millis(500));
        assert_eq!(collector.connections(), 1, "nothing was tried again");
        assert_eq!(telemetry.upload_status().waiting, 0, "nothing waits");
        assert!(collector.requests().is_empty(), "the request never arrived whole");
    }
}

/// What is sent to the operator's own receiver does not come on top.
#[test]
#[expect(clippy::disallowed_methods, reason = "the claim is about time")]
fn the_end_takes_less_than_a_second_when_nobody_at_all_answers() {
    let silent = || Collector::behaving(Behaviour::BlackHole);
    let (vendor, operator) = (silent(), silent());
    let exporter = ExporterBuilder::new(operator.url()).interval(Duration::from_millis(100));
    let telemetry = builder(vendor.url()).otlp(exporter).start().unwrap();
    vendor.until("connections", |_| vendor.connections() > 0 && operator.connections() > 0);
    let start = Instant::now();
    drop(telemetry);
    assert!(start.elapsed() < Duration::from_secs(1), "{:?}", start.elapsed());
}

/// The application's own code can hang when it is asked for its section.
#[test]
#[expect(clippy::disallowed_methods, reason = "the claim is about time")]
fn a_section_that_never_answers_holds_up_nothing() {
    let collector = Collector::start();
    let asked = Arc::new(AtomicBool::new(false));
    let is_asked = Arc::clone(&asked);
    let telemetry = builder(collector.url())
        .section("stuck", move || {
            is_asked.store(true, Ordering::Release);
            thread::sleep(Duration::from_mins(1));
            0_u8
        })
        .start()
        .unwrap();
    collector.until("a question", |_| asked.load(Ordering::Acquire));
    let start = Instant::now();
    assert!(!telemetry.flush(Duration::from_millis(100)));
    assert_eq!(telemetry.upload_status().stored, 0);
    telemetry.disable();
    drop(telemetry);
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
}

const CHILD: &str = "UPLOAD_SHUTDOWN_NAME_SERVER";

/// Not a test by itself: a program whose name server hears and never answers.
#[test]
#[expect(clippy::disallowed_methods, reason = "the claim is about time")]
fn child() {
    let Ok(name_server) = std::env::var(CHILD) else { return };
    let deaf = UdpSocket::bind(name_server).unwrap();
    let plan = builder("http://telemetry.mydb.example");
    let start = Instant::now();
    let telemetry = plan.start().unwrap();
    assert!(start.elapsed() < Duration::from_millis(500), "{:?}", start.elapsed());
    deaf.recv(&mut [0; 512]).unwrap();
    let start = Instant::now();
    drop(telemetry);
    assert!(start.elapsed() < Duration::from_secs(1), "{:?}", start.elapsed());
}

#[cfg(target_os = "linux")]
#[test]
fn the_end_takes_less_than_a_second_while_a_name_is_looked_up() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path().display();
    // Some systems resolve through a daemon on a socket: there is none here.
    let setup = format!(
        "ip link set lo up && echo nameserver 127.0.0.1 > {at}/resolv.conf \
         && echo 'hosts: files dns' > {at}/nsswitch.conf \
         && mount --bind {at}/resolv.conf /etc/resolv.conf \
         && mount --bind {at}/nsswitch.conf /etc/nsswitch.conf"
    );
    _ = in_namespaces(&["--net", "--mount"], &setup, "", &[(CHILD, "127.0.0.1:53")]);
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
