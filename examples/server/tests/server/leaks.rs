//! The leak oracle against the service: whatever a client or the machine says, no
//! report, metric or page of telemetry repeats it.

use telemetry_anonymize::testing::Oracle;
use test_collector::Collector;

use crate::running::{Server, command};

/// Names of the machine and of its user.
const ENVIRONMENT: [&str; 6] = ["USER", "LOGNAME", "HOME", "HOSTNAME", "PATH", "LINKS"];

/// Requests that carry a name wherever a client can put one.
fn intrusive(server: &Server, oracle: &mut Oracle) {
    let host = oracle.canary("url host").to_lowercase();
    for number in 0..3 {
        let url = format!(
            "https://{}@{host}/{}?{}={number}#{}",
            oracle.canary("url user"),
            oracle.canary("url path"),
            oracle.canary("url query"),
            oracle.canary("url fragment"),
        );
        assert_eq!(server.create(&url).0, 201);
    }
    let header = format!("user-agent: {}\r\n", oracle.canary("header"));
    assert_eq!(server.get("/1", &header).0, 307);
    assert_eq!(server.get("/links", &header).0, 200);
    assert_eq!(server.get(&format!("/{}", oracle.canary("path")), &header).0, 404);
    assert_eq!(server.get(&format!("/links/{}", oracle.canary("code")), &header).0, 404);
    assert_eq!(server.create(&format!("javascript:{}", oracle.canary("script"))).0, 422);
    let method = oracle.canary("method");
    let strange =
        format!("{method} /links HTTP/1.1\r\nhost: x\r\nconnection: close\r\n{header}\r\n");
    assert_eq!(server.ask(&strange).0, 405);
}

#[test]
fn no_name_of_a_client_or_of_the_machine_leaves() {
    let mut oracle = Oracle::new();
    let collector = Collector::start();
    let folder = oracle.canary("folder");
    let folder = tempfile::Builder::new().prefix(&folder).tempdir().expect("a folder");
    let db = folder.path().join(format!("{}.redb", oracle.canary("file")));
    let endpoint = collector.url();
    let mut command = command(&["--endpoint", &endpoint, "--db", db.to_str().expect("UTF-8")]);
    command.args(["--grace-seconds", "0", "--interval-seconds", "1"]);
    for variable in ENVIRONMENT {
        command.env(variable, oracle.canary(variable));
    }
    let server = Server::start_as(command);
    intrusive(&server, &mut oracle);
    let (_, raw) = server.get("/telemetry?details_level=10", "");
    assert!(!oracle.leaks(raw.as_bytes()).is_empty(), "the operator's own view has the host");
    for path in [
        "/telemetry?details_level=10&anonymize=true",
        "/telemetry/report?state=next",
        "/metrics?anonymize=true",
        "/metrics",
        "/telemetry/ui",
    ] {
        let (status, answer) = server.get(path, "");
        assert!(status == 200 && answer.len() > 300, "{path}: {answer}");
        oracle.assert_clean(answer.as_bytes());
    }
    let store = collector.until("a report with hosts", |store| {
        let of = |json: &serde_json::Value| json["sections"]["hosts"][0]["host"].is_string();
        store.reports().iter().any(|report| of(&report.json))
    });
    assert!(!store.reports().is_empty());
    for request in collector.requests() {
        oracle.assert_clean(&request.body);
        let head = format!("{} {} {:?}", request.method, request.path, request.headers);
        oracle.assert_clean(head.as_bytes());
    }
}
