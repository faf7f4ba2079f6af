//! The server of its own: loopback unless told otherwise, and no client can hold
//! it up.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    thread,
    time::Duration,
};

use telemetry_core::{ErrorKind, Telemetry, consent::Environment};

#[path = "outside/get.rs"]
mod get;
#[path = "outside/http.rs"]
mod http;

use get::get;
use http::send;

fn telemetry() -> Telemetry {
    let builder = Telemetry::builder("mydb", "1.2.3").environment(Environment::empty());
    builder.start().expect("telemetry starts")
}

fn served(telemetry: &Telemetry) -> SocketAddr {
    telemetry.serve("127.0.0.1:0").expect("loopback has free ports")
}

#[test]
fn the_endpoints_are_served_on_loopback() {
    let telemetry = telemetry();
    let address = served(&telemetry);
    let (status, head, body) = get(address, "/telemetry/status").expect("an answer");
    assert_eq!(status, 200);
    assert!(head.contains("content-type: application/json"), "{head}");
    let status: serde_json::Value = serde_json::from_slice(&body).expect("JSON");
    assert_eq!(status["mode"], "local");
    assert_eq!(get(address, "/nothing").expect("an answer").0, 404);
}

#[test]
fn serving_may_begin_and_end_inside_of_an_async_runtime() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(async {
        let telemetry = telemetry();
        let address = served(&telemetry);
        assert_eq!(get(address, "/metrics").expect("an answer").0, 200);
        drop(telemetry);
        assert!(TcpStream::connect(address).is_err());
    });
}

#[test]
fn other_addresses_need_a_word_of_their_own() {
    let telemetry = telemetry();
    for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:80"] {
        let error = telemetry.serve(address).expect_err(address);
        assert_eq!(error.kind(), ErrorKind::InvalidSetting);
        assert!(error.to_string().contains("serve_to_network"), "{error}");
    }
    let address = telemetry.serve_to_network("0.0.0.0:0").expect("a port is free");
    let loopback = SocketAddr::from(([127, 0, 0, 1], address.port()));
    assert_eq!(get(loopback, "/metrics").expect("an answer").0, 200);
}

#[test]
fn a_foreign_name_that_points_here_gets_nothing() {
    let telemetry = telemetry();
    let address = served(&telemetry);
    let ask = |host: &str| {
        let request = format!("GET /telemetry HTTP/1.1\r\nhost: {host}\r\n\r\n");
        send(address, request.as_bytes()).expect("an answer").0
    };
    assert_eq!(ask("evil.example"), 421);
    assert_eq!(ask(&format!("localhost:{}", address.port())), 200);
}

#[test]
fn broken_and_oversized_requests_are_refused() {
    let telemetry = telemetry();
    let address = served(&telemetry);
    let status = |request: &[u8]| send(address, request).expect("an answer").0;
    assert_eq!(status(b"\x16\x03\x01\x00\xa5 not http\r\n\r\n"), 400);
    assert_eq!(status(b"GET /metrics\r\n\r\n"), 400);
    let long = format!("GET /{} HTTP/1.1\r\n\r\n", "x".repeat(20_000));
    assert_eq!(status(long.as_bytes()), 431);
    let many = format!("GET / HTTP/1.1\r\n{}\r\n", "a: b\r\n".repeat(100));
    assert_eq!(status(many.as_bytes()), 431);
    let body = b"POST /metrics HTTP/1.1\r\ncontent-length: 99999999\r\n\r\nxxxxx";
    assert_eq!(status(body), 405);
    assert_eq!(status(b"HEAD /metrics HTTP/1.1\r\n\r\n"), 200);
}

#[test]
fn silent_clients_do_not_hold_up_the_others() {
    let telemetry = telemetry();
    let address = served(&telemetry);
    let silent: Vec<_> = (0..16)
        .map(|_| {
            let mut stream = TcpStream::connect(address).expect("a connection");
            stream.write_all(b"GET /metrics HTTP/1.1\r\n").expect("the server reads");
            stream
        })
        .collect();
    assert_eq!(get(address, "/metrics").expect("an answer").0, 200);
    drop(silent);
}

#[test]
fn more_clients_than_places_are_turned_away_and_places_come_back() {
    let telemetry = telemetry();
    let address = served(&telemetry);
    let connect = |_| TcpStream::connect(address).expect("a connection");
    let silent: Vec<_> = (0..32).map(connect).collect();
    // They are accepted in the order in which they came.
    let mut turned_away = connect(0);
    let mut nothing = Vec::new();
    // The end of the connection, or a reset.
    drop(turned_away.read_to_end(&mut nothing));
    assert!(nothing.is_empty());
    drop(silent);
    let answered = (0..600).any(|_| {
        thread::sleep(Duration::from_millis(100));
        get(address, "/metrics").is_ok_and(|answer| answer.0 == 200)
    });
    assert!(answered);
}

#[test]
fn the_server_ends_with_its_telemetry() {
    let telemetry = telemetry();
    let address = served(&telemetry);
    assert!(get(address, "/metrics").is_ok());
    drop(telemetry);
    assert!(TcpStream::connect(address).is_err());
}
