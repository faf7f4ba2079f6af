//! Over TLS nothing is said to a server that cannot prove its name.

use std::time::Duration;

use telemetry_core::{Telemetry, TelemetryBuilder};
use test_collector::{Certificate, Collector};

#[path = "outside/reporting.rs"]
mod reporting;

use crate::reporting::reporting_to;

fn builder(collector: &Collector) -> TelemetryBuilder {
    reporting_to(collector.url()).interval(Duration::from_millis(200))
}

fn fails(collector: &Collector, telemetry: &Telemetry) {
    collector.until("failures", |_| telemetry.upload_status().failed_attempts >= 2);
    assert!(collector.requests().is_empty());
    assert!(telemetry.sent_log().is_empty(), "nothing is said to have left");
}

#[test]
fn a_certificate_that_nobody_vouches_for_gets_nothing() {
    let collector = Collector::with_certificate(&Certificate::of("localhost"));
    fails(&collector, &builder(&collector).start().unwrap());
}

#[test]
fn a_certificate_for_another_name_gets_nothing() {
    let certificate = Certificate::of("telemetry.example");
    let collector = Collector::with_certificate(&certificate);
    fails(&collector, &builder(&collector).root_certificates(certificate.pem()).start().unwrap());
}

#[test]
fn a_certificate_that_the_operator_trusts_is_trusted() {
    let certificate = Certificate::of("localhost");
    let collector = Collector::with_certificate(&certificate);
    let _telemetry = builder(&collector).root_certificates(certificate.pem()).start().unwrap();
    collector.until("a report over TLS", |store| !store.reports().is_empty());
}

#[test]
fn certificates_that_are_none_are_refused_at_the_start() {
    let collector = Collector::start();
    assert!(builder(&collector).root_certificates("nonsense").start().is_err());
}
