//! The endpoints as one pure function: what each answers, and what it refuses.

use http::{Method, Request, Response, StatusCode};
use serde::Serialize;
use serde_json::{Value, json};
use telemetry_core::{Anonymize, Callsite, Description, Outcome, Telemetry, consent::Environment};

static SEARCH: Callsite = Callsite::new(|| {
    Description::timed("mydb::search", module_path!()).with_description("Finds the nearest.")
});
static ROWS: Callsite = Callsite::new(|| Description::counter("rows", module_path!()));

#[derive(Clone, Serialize, Anonymize)]
struct Collections {
    name: String,
    vectors: u64,
    #[anonymize(skip)]
    last_error: String,
}

fn collections() -> Collections {
    let last_error = "cannot open users.mmap".into();
    Collections { name: "users".into(), vectors: 123_456_789, last_error }
}

fn telemetry() -> Telemetry {
    SEARCH.start().finish(Outcome::Ok);
    ROWS.add(123_456_789);
    Telemetry::builder("mydb", "1.2.3")
        .environment(Environment::empty().with("DO_NOT_TRACK", "1"))
        .section("collections", collections)
        .start()
        .expect("telemetry starts")
}

fn ask(telemetry: &Telemetry, method: Method, target: &str) -> Response<Vec<u8>> {
    let request = Request::builder().method(method).uri(target).body(()).expect("a request");
    telemetry.respond(&request)
}

fn get(telemetry: &Telemetry, target: &str) -> Response<Vec<u8>> {
    ask(telemetry, Method::GET, target)
}

fn read(answer: &Response<Vec<u8>>) -> Value {
    assert_eq!(answer.headers()["content-type"], "application/json");
    serde_json::from_slice(answer.body()).expect("JSON")
}

fn document(telemetry: &Telemetry, target: &str) -> Value {
    let answer = get(telemetry, target);
    assert_eq!(answer.status(), StatusCode::OK, "{target}");
    read(&answer)
}

#[test]
fn the_report_is_raw_at_level_zero_unless_told_otherwise() {
    let telemetry = telemetry();
    let report = document(&telemetry, "/telemetry");
    assert_eq!(report["app"]["name"], "mydb");
    assert_eq!(report["details_level"], 0);
    assert_eq!(report["sections"], Value::Null);
    let report = document(&telemetry, "/telemetry?details_level=6");
    let raw = serde_json::to_value(collections()).expect("JSON");
    assert_eq!(report["sections"]["collections"], raw);
    assert_eq!(report["performance"]["callsites"][0]["name"], "mydb::search");
}

#[test]
fn an_anonymized_report_has_no_name_and_round_numbers() {
    let telemetry = telemetry();
    let report = document(&telemetry, "/telemetry?details_level=6&anonymize=true");
    let section = &report["sections"]["collections"];
    assert_eq!(section["vectors"], 123_456_000);
    let tag = section["name"].as_str().expect("a tag");
    assert!(tag.len() == 16 && tag != "users", "{tag}");
}

#[test]
fn only_the_named_parts_are_there() {
    let telemetry = telemetry();
    let report = document(&telemetry, "/telemetry?details_level=10&sections=collections,system");
    assert!(report["system"].is_object() && report["sections"]["collections"].is_object());
    assert_eq!(report["performance"], Value::Null);
    let report = document(&telemetry, "/telemetry?details_level=10&sections=performance");
    assert!(report["performance"].is_object());
    assert_eq!((&report["system"], &report["sections"]), (&Value::Null, &Value::Null));
}

#[test]
fn a_bad_parameter_is_named() {
    let telemetry = telemetry();
    for (target, parameter) in [
        ("/telemetry?details_level=11", "details_level"),
        ("/telemetry?details_level=-1", "details_level"),
        ("/telemetry?details_level=", "details_level"),
        ("/telemetry?anonymize=maybe", "anonymize"),
        ("/telemetry?sections=secrets", "sections"),
        ("/telemetry?sections=", "sections"),
        ("/telemetry?timeout=0", "timeout"),
        ("/telemetry?timeout=1e9", "timeout"),
        ("/telemetry?level=3", "level"),
        ("/telemetry?anonymize=true&anonymize=false", "anonymize"),
        ("/telemetry?anonymize=%ff", "anonymize"),
        ("/telemetry/status?id=1", "id"),
        ("/telemetry/report?state=first", "state"),
        ("/telemetry/report?state=log&id=x", "id"),
        ("/telemetry/report?id=00000000-0000-4000-8000-000000000000", "id"),
        ("/telemetry/diff?details_level=x", "details_level"),
        ("/telemetry/ui?theme=dark", "theme"),
        ("/metrics?anonymize=2", "anonymize"),
    ] {
        let answer = get(&telemetry, target);
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{target}");
        let body = read(&answer);
        assert_eq!(body["parameter"], parameter, "{target}");
        assert!(body["error"].as_str().is_some_and(|error| error.contains(parameter)), "{body}");
    }
}

#[test]
fn the_status_names_the_deciding_source() {
    let status = document(&telemetry(), "/telemetry/status");
    assert_eq!(status["mode"], "off");
    assert!(status["source"].to_string().contains("DO_NOT_TRACK"), "{status}");
    assert!(status["id"].is_string() && status["endpoint"].is_null(), "{status}");
}

#[test]
fn the_next_report_is_a_sealed_one_and_nothing_was_sent() {
    let telemetry = telemetry();
    let next = document(&telemetry, "/telemetry/report");
    assert_eq!(next["details_level"], 2, "the level of what is sent");
    assert_eq!(next["sections"]["collections"]["vectors"], 123_456_000);
    assert_eq!(document(&telemetry, "/telemetry/report?state=next")["id"], next["id"]);
    let last = get(&telemetry, "/telemetry/report?state=last");
    assert_eq!(last.status(), StatusCode::NOT_FOUND);
    assert_eq!(document(&telemetry, "/telemetry/report?state=log"), json!({"sent": []}));
}

#[test]
fn the_diff_has_raw_sealed_and_policy_of_each_value() {
    let diff = document(&telemetry(), "/telemetry/diff?details_level=1");
    let values = diff["values"].as_array().expect("a list");
    let of = |path: &str| {
        values.iter().find(|value| value["path"] == path).unwrap_or_else(|| panic!("no {path}"))
    };
    let name = of("/sections/collections/name");
    assert_eq!((&name["raw"], &name["policy"]), (&json!("users"), &json!("hash")));
    assert_eq!(name["leaves"].as_str().map(str::len), Some(16));
    let vectors = of("/sections/collections/vectors");
    assert_eq!((&vectors["leaves"], &vectors["policy"]), (&json!(123_456_000), &json!("round")));
    let app = of("/app/name");
    assert_eq!(
        (&app["raw"], &app["leaves"], &app["policy"]),
        (&json!("mydb"), &json!("mydb"), &json!("keep"))
    );
    assert_eq!(app["reason"], "the program's own name");
    let error = of("/sections/collections/last_error");
    assert_eq!((&error["leaves"], &error["policy"]), (&json!(""), &json!("skip")));
    let callsite = of("/performance/callsites/0/calls");
    assert_eq!(callsite["policy"], "round");
    assert!(values.iter().all(|value| value["policy"].is_string()), "{values:#?}");
}

#[test]
fn metrics_come_in_the_format_that_is_asked_for() {
    let telemetry = telemetry();
    for (accept, kind) in [
        ("*/*", "text/plain; version=0.0.4; charset=utf-8"),
        (
            "application/openmetrics-text;version=1.0.0",
            "application/openmetrics-text; version=1.0.0; charset=utf-8",
        ),
        (
            "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;\
             encoding=delimited;q=0.7,text/plain;q=0.3",
            "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; \
             encoding=delimited",
        ),
    ] {
        let request =
            Request::get("/metrics").header("accept", accept).body(()).expect("a request");
        let answer = telemetry.respond(&request);
        assert_eq!(answer.headers()["content-type"], kind);
        assert!(!answer.body().is_empty());
    }
}

#[test]
fn metrics_can_be_anonymized_and_stay_cumulative() {
    let telemetry = telemetry();
    let text = |target: &str| String::from_utf8(get(&telemetry, target).into_body()).expect("text");
    let count = |text: &str| -> u64 {
        let line = text.lines().find_map(|line| line.strip_prefix("rows_total "));
        line.expect("the counter is there").parse().expect("a count")
    };
    assert_eq!(count(&text("/metrics")) % 123_456_789, 0);
    let anonymized = text("/metrics?anonymize=true");
    assert_eq!(count(&anonymized) % 1_000, 0);
    assert!(anonymized.contains("telemetry_mode{mode=\"off\"} 1\n"), "{anonymized}");
    assert!(anonymized.contains("telemetry_uploads_total{outcome=\"stored\"} 0\n"));
    assert!(anonymized.contains("mydb::search: Finds the nearest."), "{anonymized}");
    let buckets = anonymized.lines().filter(|line| line.contains("duration_seconds_bucket"));
    let counts: Vec<u64> = buckets
        .map(|line| line.rsplit(' ').next().and_then(|count| count.parse().ok()).expect("a count"))
        .collect();
    assert!(counts.len() > 10 && counts.is_sorted(), "{counts:?}");
}

#[test]
fn other_methods_and_paths_are_refused() {
    let telemetry = telemetry();
    for path in ["/", "/telemetry/", "/telemetry/ui.js", "/metrics/x", "/TELEMETRY", "//metrics"] {
        assert_eq!(get(&telemetry, path).status(), StatusCode::NOT_FOUND, "{path}");
    }
    for method in [Method::POST, Method::PUT, Method::DELETE, Method::OPTIONS, Method::TRACE] {
        let answer = ask(&telemetry, method, "/telemetry");
        assert_eq!(answer.status(), StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(answer.headers()["allow"], "GET, HEAD");
    }
    let answer = ask(&telemetry, Method::HEAD, "/metrics");
    assert_eq!((answer.status(), answer.body().len()), (StatusCode::OK, 0));
}

#[test]
fn no_answer_is_kept_guessed_at_or_framed() {
    let telemetry = telemetry();
    for target in ["/telemetry", "/telemetry/ui", "/metrics", "/nothing"] {
        let answer = get(&telemetry, target);
        let headers = answer.headers();
        assert_eq!(headers["cache-control"], "no-store", "{target}");
        assert_eq!(headers["x-content-type-options"], "nosniff", "{target}");
        let policy = headers["content-security-policy"].to_str().expect("text");
        assert!(policy.starts_with("default-src 'none'; "), "{target}: {policy}");
        assert!(policy.contains("frame-ancestors 'none'"), "{target}: {policy}");
    }
}

#[test]
fn the_hosts_authorization_sees_every_request_first() {
    let telemetry = Telemetry::builder("mydb", "1.2.3")
        .environment(Environment::empty())
        .authorize(|request| request.uri().path() == "/metrics")
        .start()
        .expect("telemetry starts");
    assert_eq!(get(&telemetry, "/metrics").status(), StatusCode::OK);
    for path in ["/telemetry", "/telemetry/ui", "/telemetry/status", "/telemetry/diff", "/x"] {
        let answer = get(&telemetry, path);
        assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{path}");
        assert_eq!(read(&answer), json!({"error": "not authorized"}));
    }
}

#[test]
fn a_section_that_hangs_costs_an_answer_and_no_more_than_four_threads() {
    let (release, wait) = std::sync::mpsc::channel::<()>();
    let wait = std::sync::Mutex::new(wait);
    let telemetry = Telemetry::builder("mydb", "1.2.3")
        .environment(Environment::empty())
        .section("slow", move || {
            // Ends when the test does.
            drop(wait.lock().map(|wait| wait.recv()));
            collections()
        })
        .start()
        .expect("telemetry starts");
    let slow = "/telemetry?details_level=1&timeout=1";
    for _ in 0..4 {
        assert_eq!(get(&telemetry, slow).status(), StatusCode::GATEWAY_TIMEOUT);
    }
    assert_eq!(get(&telemetry, slow).status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(get(&telemetry, "/metrics").status(), StatusCode::OK);
    drop(release);
}
