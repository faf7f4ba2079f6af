//! The service as people run it: it shortens links, shows its telemetry to whom it
//! may, sends it where it is told to, and lets it be deleted.

mod leaks;
mod running;

use std::process::{Command, Output};

use serde_json::Value;
use test_collector::Collector;

use crate::running::{Server, command};

fn run(arguments: &[&str]) -> Output {
    command(arguments).output().expect("the program starts")
}

fn text(bytes: &[u8]) -> &str {
    str::from_utf8(bytes).expect("UTF-8")
}

#[test]
fn links_are_made_followed_listed_and_removed() {
    let server = Server::start(&[]);
    let (status, answer) = server.create("https://Example.org/a");
    assert!(status == 201 && answer.contains(r#"{"code":"1","url":"https://example.org/a","#));
    let (status, answer) = server.get("/1", "");
    assert!(status == 307 && answer.contains("location: https://example.org/a\r\n"), "{answer}");
    assert_eq!(server.create("javascript:alert(1)").0, 422);
    assert_eq!(server.get("/zz", "").0, 404);
    for number in 0..300 {
        assert_eq!(server.create(&format!("https://example.net/{number}")).0, 201);
    }
    let (_, list) = server.get("/links", "");
    assert_eq!(list.lines().filter(|line| line.starts_with(r#"{"code":"#)).count(), 301);
    assert_eq!(
        server.ask("DELETE /links/1 HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").0,
        204
    );
    assert_eq!(server.get("/links/1", "").0, 404);
}

#[cfg(unix)]
#[test]
fn hits_outlive_the_process() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("links.redb");
    let file = ["--db", file.to_str().expect("UTF-8")];
    let server = Server::start(&file);
    server.create("https://example.org/");
    server.get("/1", "");
    server.end();
    let again = Server::start(&file);
    let (_, answer) = again.get("/links/1", "");
    assert!(answer.ends_with(r#"{"code":"1","url":"https://example.org/","hits":1}"#), "{answer}");
}

#[test]
fn telemetry_of_the_service_is_mounted() {
    let server = Server::start(&[]);
    server.create("https://secret-customer.example/a");
    server.get("/1", "");
    server.get("/nothing", "");
    server.get("/links", "");
    let (status, metrics) = server.get("/metrics", "");
    assert_eq!(status, 200);
    for series in ["routes::follow", "hits.lock.held", "links.pages.items", "store::Store::create"]
    {
        assert!(metrics.contains(series), "{series} is not in:\n{metrics}");
    }
    let document = |path: &str| -> Value {
        let (status, answer) = server.get(path, "");
        assert_eq!(status, 200, "{path}");
        serde_json::from_str(answer.split_once("\r\n\r\n").expect("a body").1).expect("JSON")
    };
    let report = document("/telemetry?details_level=10");
    let sites = report["performance"]["callsites"].as_array().expect("callsites");
    let follow = sites.iter().find(|site| site["name"] == "link_server::routes::follow");
    let follow = follow.expect("it is instrumented");
    assert_eq!((&follow["calls"], &follow["errors"]), (&2.into(), &1.into()));
    assert_eq!(report["sections"]["links"]["links"], 1);
    assert_eq!(report["sections"]["hosts"][0]["host"], "secret-customer.example");
    let next = document("/telemetry/report?state=next").to_string();
    assert!(next.contains("\"hosts\"") && !next.contains("secret-customer"), "{next}");
    assert_eq!(document("/telemetry/status")["mode"], "local");
    assert_eq!(server.get("/telemetry/ui", "").0, 200);
}

#[test]
fn telemetry_is_shown_to_the_operator_alone() {
    let server = Server::start(&[]);
    let foreign = "GET /metrics HTTP/1.1\r\nhost: evil.example\r\nconnection: close\r\n\r\n";
    assert_eq!(server.ask(foreign).0, 403);
    let guarded = Server::start(&["--admin-token", "s3cr3t"]);
    assert_eq!(guarded.get("/telemetry", "").0, 403);
    assert_eq!(guarded.get("/metrics", "authorization: Bearer s3cr3t\r\n").0, 200);
    assert_eq!(guarded.get("/metrics", "authorization: Bearer guess\r\n").0, 403);
    let header = "Authorization: Bearer s3cr3t";
    let url = format!("http://{}", guarded.address);
    let log = run(&["telemetry", "log", "--url", &url, "--header", header]);
    assert_eq!(text(&log.stdout), "nothing was sent\n", "{log:?}");
}

#[cfg(unix)]
#[test]
fn what_is_sent_can_be_looked_up_and_deleted_after_the_end() {
    let collector = Collector::start();
    let endpoint = collector.url();
    let sending =
        ["--endpoint", endpoint.as_str(), "--grace-seconds", "0", "--interval-seconds", "1"];
    let folder = tempfile::tempdir().expect("a temporary folder");
    let kept = ["--sent-dir", folder.path().to_str().expect("UTF-8")];
    let server = Server::start(&[&sending[..], &kept].concat());
    server.create("https://secret-customer.example/a");
    let store = collector.until("a report", |store| !store.reports().is_empty());
    let said = server.end();
    let document = store.reports()[0];
    assert!(!text(&document.bytes).contains("secret-customer"));
    let id = document.json["report_id"].as_str().expect("an id");
    let shown = run(&[&["telemetry", "log", id], &kept[..]].concat());
    assert_eq!(shown.stdout, document.bytes, "{shown:?}");

    let token = said.split("deletion token ").nth(1).and_then(|rest| rest.get(..64));
    let token = token.unwrap_or_else(|| panic!("no token in {said}"));
    let instance = document.json["id"].as_str().expect("an id");
    assert!(said.contains(instance), "{said}");
    let delete =
        ["telemetry", "delete", "--id", instance, "--token", token, "--endpoint", &endpoint];
    let output = command(&delete).env("DO_NOT_TRACK", "1").output().expect("the program starts");
    assert!(output.status.success(), "{output:?}");
    assert!(text(&output.stdout).contains("receipt        r-"), "{output:?}");
    assert!(collector.store().reports().is_empty());
}

#[test]
fn the_load_run_is_exact_and_prints_the_ratio() {
    let mut load = Command::new(env!("CARGO_BIN_EXE_load"));
    load.args(["--rounds", "2", "--millis", "200", "--scrape-millis", "20"]);
    let output = load.output().expect("the program starts");
    let printed = text(&output.stdout);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(printed.contains("throughput with telemetry over without: median "), "{printed}");
}
