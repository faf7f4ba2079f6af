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

/// Much less than a program takes that waits for an attempt (30 s) or for what hangs
/// (a minute), and more than a machine is held up.
const FAR_LESS: Duration = Duration::from_secs(15);

#[expect(clippy::disallowed_methods, reason = "the claim is about time")]
fn time(run: impl FnOnce()) -> Duration {
    let start = Instant::now();
    run();
    start.elapsed()
}

/// The end takes less than a second by itself: in one of a few tries a busy machine adds
/// next to nothing. In none of them it waits for what the other end does.
fn ends_within_a_second(name: &str, end: impl Fn() -> Duration) {
    let mut tries = Vec::new();
    while tries.last().is_none_or(|took| *took >= Duration::from_secs(1)) {
        assert!(tries.len() < 8, "{name}: {tries:?}");
        let took = end();
        assert!(took < FAR_LESS, "{name}: {took:?}");
        tries.push(took);
    }
}

/// How long dropping takes in the middle of an upload.
fn end_during(behaviour: Behaviour) -> Duration {
    let collector = Collector::behaving(behaviour);
    let telemetry = builder(collector.url()).start().unwrap();
    collector.until("a connection", |_| collector.connections() > 0);
    time(|| drop(telemetry))
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
        ends_within_a_second(&name, || end_during(behaviour.clone()));
    }
}

/// An address that routes nowhere (RFC 5737): the connection is never made.
#[test]
fn the_end_takes_less_than_a_second_while_connecting() {
    ends_within_a_second("connecting", || {
        let telemetry = builder("http://192.0.2.1:9").start().unwrap();
        thread::sleep(Duration::from_millis(200));
        time(|| drop(telemetry))
    });
}

#[test]
fn turning_it_off_stops_an_upload_in_flight() {
    for behaviour in [Behaviour::ReadSlowly, Behaviour::BlackHole] {
        let collector = Collector::behaving(behaviour);
        let telemetry = builder(collector.url()).start().unwrap();
        collector.until("a connection", |_| collector.connections() > 0);
        let took = time(|| telemetry.disable());
        assert!(took < FAR_LESS, "{took:?}");
        collector.behave(Behaviour::Store);
        thread::sleep(Duration::from_millis(500));
        assert_eq!(collector.connections(), 1, "nothing was tried again");
        assert_eq!(telemetry.upload_status().waiting, 0, "nothing waits");
        assert!(collector.requests().is_empty(), "the request never arrived whole");
    }
}

/// What is sent to the operator's own receiver does not come on top.
#[test]
fn the_end_takes_less_than_a_second_when_nobody_at_all_answers() {
    let silent = || Collector::behaving(Behaviour::BlackHole);
    ends_within_a_second("nobody answers", || {
        let (vendor, operator) = (silent(), silent());
        let exporter = ExporterBuilder::new(operator.url()).interval(Duration::from_millis(100));
        let telemetry = builder(vendor.url()).otlp(exporter).start().unwrap();
        vendor.until("connections", |_| vendor.connections() > 0 && operator.connections() > 0);
        time(|| drop(telemetry))
    });
}

/// The application's own code can hang when it is asked for its section.
#[test]
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
    let took = time(|| {
        assert!(!telemetry.flush(Duration::from_millis(100)));
        assert_eq!(telemetry.upload_status().stored, 0);
        telemetry.disable();
        drop(telemetry);
    });
    assert!(took < FAR_LESS, "{took:?}");
}

const CHILD: &str = "UPLOAD_SHUTDOWN_NAME_SERVER";

/// Not a test by itself: a program whose name server hears and never answers.
#[test]
fn child() {
    let Ok(name_server) = std::env::var(CHILD) else { return };
    let deaf = UdpSocket::bind(name_server).unwrap();
    ends_within_a_second("start and end", || {
        let mut telemetry = None;
        let plan = builder("http://telemetry.mydb.example");
        let start = time(|| telemetry = Some(plan.start().unwrap()));
        deaf.recv(&mut [0; 512]).unwrap();
        start + time(|| drop(telemetry))
    });
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
fn starting_takes_a_few_milliseconds() {
    let collector = Collector::start();
    let mut took = Vec::new();
    // The best of them is what the work costs; the rest is what the machine adds.
    while took.last().is_none_or(|last| *last >= Duration::from_millis(5)) {
        assert!(took.len() < 50, "{took:?}");
        let plan = builder(collector.url()).grace(Duration::from_hours(1));
        let mut telemetry = None;
        took.push(time(|| telemetry = Some(plan.start().unwrap())));
    }
}
