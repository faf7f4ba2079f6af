//! nginx in front of the collector: a real server that limits, refuses, is slow,
//! and cannot reach what is behind it.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a helper that fails here fails the test")]

use std::{
    fs,
    net::TcpListener,
    os::fd::OwnedFd,
    path::Path,
    process::{Child, Command},
    thread,
    time::Duration,
};

use telemetry_core::TelemetryBuilder;
use test_collector::Collector;

#[path = "outside/nobody.rs"]
mod nobody;
#[path = "outside/reporting.rs"]
mod reporting;

use crate::{nobody::Nobody, reporting::reporting_to};

/// A running nginx; ended when dropped.
struct Front {
    process: Child,
    port: u16,
    _folder: tempfile::TempDir,
}

impl Drop for Front {
    fn drop(&mut self) {
        // Its master takes the worker along.
        _ = Command::new("/bin/kill").arg(self.process.id().to_string()).status();
        _ = self.process.wait();
    }
}

/// nginx with `location`, or nothing where it is not installed.
fn front(http: &str, location: &str) -> Option<Front> {
    let program = ["/usr/sbin/nginx", "/usr/bin/nginx"].into_iter().find(|p| Path::new(p).exists());
    let Some(program) = program else {
        assert!(std::env::var_os("CI").is_none(), "CI needs nginx");
        eprintln!("SKIPPED: no nginx");
        return None;
    };
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path().display();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let config = format!(
        "daemon off; pid {at}/pid; error_log {at}/error.log; worker_processes 1;
         events {{ }}
         http {{
             access_log off;
             client_body_temp_path {at}/body; proxy_temp_path {at}/proxy;
             fastcgi_temp_path {at}/f; uwsgi_temp_path {at}/u; scgi_temp_path {at}/s;
             {http}
             server {{ listen 127.0.0.1:{port}; location / {{ {location} }} }}
         }}"
    );
    let file = folder.path().join("nginx.conf");
    fs::write(&file, config).unwrap();
    // It takes over the listener, as from an nginx before it: a port that was only free a
    // moment ago could be somebody else's by now.
    let process = Command::new(program)
        .env("NGINX", "0;")
        .stdin(OwnedFd::from(listener))
        .arg("-c")
        .arg(&file)
        .arg("-e")
        .arg(folder.path().join("error.log"))
        .spawn()
        .unwrap();
    Some(Front { process, port, _folder: folder })
}

fn builder(front: &Front) -> TelemetryBuilder {
    reporting_to(format!("http://127.0.0.1:{}", front.port)).interval(Duration::from_millis(100))
}

#[test]
fn reports_pass_through_a_front_that_limits_their_rate() {
    let collector = Collector::start();
    let limit = "limit_req_zone $binary_remote_addr zone=all:1m rate=2r/s; limit_req_status 429;";
    let location = format!("limit_req zone=all; proxy_pass {};", collector.url());
    let Some(front) = front(limit, &location) else { return };
    let telemetry = builder(&front).start().unwrap();
    let store = collector.until("five reports", |store| store.reports().len() >= 5);
    assert!(telemetry.upload_status().failed_attempts > 0, "the limit was felt");
    let mut numbers: Vec<_> =
        store.reports().iter().map(|r| r.json["sequence"].as_u64().unwrap()).collect();
    let all = numbers.len();
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers.len(), all, "each came once");
}

#[test]
fn a_front_whose_server_is_away_is_tried_again() {
    let nobody = Nobody::there();
    let location = format!("proxy_pass {};", nobody.url());
    let Some(front) = front("", &location) else { return };
    let telemetry = builder(&front).start().unwrap();
    for _ in 0..6000 {
        if telemetry.upload_status().failed_attempts >= 3 {
            assert_eq!(telemetry.upload_status().refused, 0);
            return;
        }
        thread::sleep(Duration::from_millis(10));
    }
    panic!("502 was not tried again: {:?}", telemetry.upload_status());
}

#[test]
fn a_front_that_finds_reports_too_large_drops_them() {
    let collector = Collector::start();
    let location = format!("client_max_body_size 1; proxy_pass {};", collector.url());
    let Some(front) = front("", &location) else { return };
    let telemetry = builder(&front).start().unwrap();
    collector.until("refusals", |_| telemetry.upload_status().refused >= 2);
    assert!(collector.store().reports().is_empty());
}

#[test]
fn a_front_that_sends_elsewhere_is_not_followed() {
    let elsewhere = Collector::start();
    let location = format!("return 307 {}$request_uri;", elsewhere.url());
    let Some(front) = front("", &location) else { return };
    let telemetry = builder(&front).start().unwrap();
    elsewhere.until("failures", |_| telemetry.upload_status().failed_attempts >= 2);
    assert_eq!(elsewhere.connections(), 0);
}
