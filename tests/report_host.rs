//! The name of the machine does not leave: the leak oracle in a process that runs
//! on a machine with a name of the test's own.

use std::{
    env, fs,
    io::{self, Write as _},
    panic,
    time::Duration,
};

use http::Request;
use telemetry_anonymize::testing::Oracle;
use telemetry_core::{consent::Environment, instrumented, report::DetailsLevel};
use test_collector::Collector;

#[path = "outside/namespace.rs"]
mod namespace;
#[path = "outside/reporting.rs"]
mod reporting;

use crate::{namespace::in_namespaces, reporting::reporting_to};

/// Set for the child: the machine's name.
const HOST: &str = "REPORT_HOST_NAME";

#[instrumented]
fn lookup() {}

/// Not a test by itself: a program that writes down everything it shows and sends,
/// on the machine that it is started on.
#[test]
fn child() {
    let Ok(host) = env::var(HOST) else { return };
    let known = fs::read_to_string("/proc/sys/kernel/hostname").expect("a machine has a name");
    assert_eq!(known.trim(), host, "the machine has this name");
    lookup();
    let collector = Collector::start();
    let telemetry = reporting_to(collector.url())
        .environment(Environment::of_process())
        .details_level(DetailsLevel::MOST)
        .interval(Duration::from_millis(50))
        .start()
        .expect("the settings are valid");
    collector.until("a report", |store| !store.reports().is_empty());
    panic::catch_unwind(|| panic!("now")).expect_err("it panics");
    collector.until("a crash", |store| !store.crashes().is_empty());
    let mut out = io::stdout().lock();
    for target in ["/telemetry?details_level=10", "/metrics", "/telemetry/ui"] {
        let request = Request::builder().uri(target).body(()).expect("a request");
        let answer = telemetry.respond(&request);
        assert!(answer.body().len() > 100, "{target}: {answer:?}");
        out.write_all(answer.body()).expect("it is read");
    }
    for request in collector.requests() {
        writeln!(out, "{} {} {:?}", request.method, request.path, request.headers)
            .expect("as above");
    }
    for report in collector.store().reports() {
        out.write_all(&report.bytes).expect("as above");
    }
    for crash in collector.store().crashes() {
        writeln!(out, "{crash:?}").expect("as above");
    }
}

#[test]
fn the_name_of_the_machine_is_neither_shown_nor_sent() {
    let mut oracle = Oracle::new();
    let host = oracle.canary("host");
    let setup = format!("hostname \"${HOST}\" || echo \"${HOST}\" >/proc/sys/kernel/hostname");
    // The control: that the child's machine is so called.
    let after = "cat /proc/sys/kernel/hostname >&2";
    let Some(output) = in_namespaces(&["--uts"], &setup, after, &[(HOST, &host)]) else { return };
    assert!(!oracle.leaks(&output.stderr).is_empty(), "{output:?}");
    let mut seen = Oracle::new();
    seen.plant("callsite", "report_host::lookup");
    assert!(seen.leaks(&output.stdout).len() > 2, "everything was written down: {output:?}");
    oracle.assert_clean(&output.stdout);
}
