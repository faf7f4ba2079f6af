//! A proxy is used as it was set, and nothing goes past it.
#![expect(clippy::unwrap_used, reason = "a helper that fails here fails the test")]

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    process::Command,
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

use telemetry_core::{TelemetryBuilder, upload::Proxy};
use test_collector::Collector;

#[path = "outside/far.rs"]
mod far;
#[path = "outside/reporting.rs"]
mod reporting;

use crate::{far::FAR, reporting::reporting_to};

/// Tells the child what to report to.
const CHILD: &str = "UPLOAD_PROXY_TEST_ENDPOINT";

/// A proxy that knows one method, `CONNECT`, and notes whom it was asked for.
struct Tunnel {
    url: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Tunnel {
    fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let notes = Arc::clone(&asked);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let notes = Arc::clone(&notes);
                thread::spawn(move || relay(stream, &notes));
            }
        });
        Self { url, asked }
    }
}

fn relay(mut client: TcpStream, asked: &Mutex<Vec<String>>) -> Option<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        client.read_exact(&mut byte).ok()?;
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).ok()?;
    let target = head.strip_prefix("CONNECT ")?.split(' ').next()?.to_owned();
    asked.lock().unwrap().push(target.clone());
    let mut server = TcpStream::connect(target).ok()?;
    client.write_all(b"HTTP/1.1 200 OK\r\n\r\n").ok()?;
    let (mut from_server, mut to_client) = (server.try_clone().ok()?, client.try_clone().ok()?);
    thread::spawn(move || std::io::copy(&mut from_server, &mut to_client));
    std::io::copy(&mut client, &mut server).ok()?;
    Some(())
}

fn builder(endpoint: impl Into<String>) -> TelemetryBuilder {
    reporting_to(endpoint).proxy(Proxy::Environment).interval(FAR)
}

#[test]
fn an_explicit_proxy_is_used() {
    let (collector, tunnel) = (Collector::start(), Tunnel::open());
    let telemetry = builder(collector.url()).proxy(Proxy::Url(tunnel.url.clone())).start().unwrap();
    assert!(telemetry.flush(Duration::from_secs(20)));
    let port = collector.address().port();
    assert_eq!(*tunnel.asked.lock().unwrap(), [format!("localhost:{port}")]);
}

#[test]
fn a_proxy_that_is_none_is_refused_at_the_start() {
    let proxy = Proxy::Url("what?".to_owned());
    assert!(builder("http://localhost:9").proxy(proxy).start().is_err());
}

/// Not a test by itself: the body of the child processes below.
#[test]
fn child() {
    let Ok(endpoint) = std::env::var(CHILD) else { return };
    let telemetry = builder(endpoint).start().unwrap();
    assert!(telemetry.flush(Duration::from_secs(20)));
}

fn report_with(endpoint: &str, variables: &[(&str, &str)]) {
    let status = Command::new(std::env::current_exe().unwrap())
        .args(["child", "--exact"])
        .env_clear()
        .env(CHILD, endpoint)
        .envs(variables.iter().copied())
        .status()
        .unwrap();
    assert!(status.success());
}

#[test]
fn the_environment_s_proxy_is_used_unless_it_excepts_the_host() {
    let (collector, tunnel) = (Collector::start(), Tunnel::open());
    report_with(&collector.url(), &[("HTTP_PROXY", &tunnel.url)]);
    assert_eq!(tunnel.asked.lock().unwrap().len(), 1);
    report_with(&collector.url(), &[("HTTP_PROXY", &tunnel.url), ("NO_PROXY", "localhost")]);
    assert_eq!(tunnel.asked.lock().unwrap().len(), 1, "it was not asked again");
    assert_eq!(collector.store().reports().len(), 2);
}
