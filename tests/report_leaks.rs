//! The leak oracle against everything that leaves: names are planted wherever a
//! process can see any, every byte is captured, and none of them shows, neither
//! as it is nor encoded nor hashed without a key. The control is written as the
//! seed's vendor does it, and is caught at every point.

use std::{
    collections::BTreeMap,
    fs,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    panic,
    process::Command,
    thread,
    time::Duration,
};

use http::{Method, Request, Response};
use serde::Serialize;
use telemetry_anonymize::testing::{Leak, Oracle};
use telemetry_core::{
    Anonymize, Telemetry, TelemetryBuilder, consent::Environment, count, instrumented,
    otlp::ExporterBuilder, upload::Proxy,
};
use test_collector::Collector;

#[path = "outside/alone.rs"]
mod alone;
#[path = "outside/example.rs"]
mod example;
#[path = "outside/receiver.rs"]
mod receiver;

// Panics of a process go to the last telemetry that started.
use alone::alone;
use example::example;

#[derive(Clone, Serialize, Anonymize)]
struct Section {
    collection: String,
    #[anonymize(url)]
    peer: String,
    by_user: BTreeMap<String, u64>,
    #[anonymize(skip)]
    last_error: String,
    error: Option<String>,
    bytes: Vec<u8>,
    #[anonymize(hash(domain = "tenant"))]
    tenant: String,
    payload: serde_json::Value,
}

fn section(oracle: &mut Oracle) -> Section {
    let key = oracle.canary("payload key");
    Section {
        collection: oracle.canary("collection"),
        peer: format!("https://{}@{}/x", oracle.canary("url user"), oracle.canary("url host")),
        by_user: [(oracle.canary("map key"), 1)].into(),
        last_error: format!("cannot open /home/{}", oracle.canary("error path")),
        error: Some(oracle.canary("error")),
        bytes: oracle.canary("bytes").into_bytes(),
        tenant: oracle.canary("tenant"),
        payload: serde_json::json!({ key: [oracle.canary("payload value")] }),
    }
}

#[instrumented]
fn lookup(name: &str) -> Result<usize, String> {
    count!("report_leaks.lookups");
    Err(format!("{name} is not there"))
}

/// What this process knows must not leave. Asked on a thread with a name of its
/// own: a test's thread is named after a function, which a crash may name.
fn process() -> Oracle {
    let named = thread::Builder::new().name("KanariThreadVogel".to_owned());
    let planted = named.spawn(|| {
        let mut oracle = Oracle::new();
        oracle.plant_process();
        oracle
    });
    planted.expect("a thread starts").join().expect("it ends well")
}

/// No name shows in what `leave` lets leave.
///
/// Among the random digits of one run in ten thousand is a hash of 32 bits of one of the
/// many names. What is no chance is in another run's too.
fn assert_clean(leave: impl Fn(&mut Oracle) -> Vec<Vec<u8>>) {
    let leaks = || {
        let mut oracle = process();
        let documents = leave(&mut oracle);
        documents.iter().flat_map(|document| oracle.leaks(document)).collect::<Vec<_>>()
    };
    let mut found = leaks();
    if found.iter().any(is_of_32_bits) {
        let again = leaks();
        let is_again = |leak: &Leak| {
            again.iter().any(|other| (&other.label, &other.form) == (&leak.label, &leak.form))
        };
        found.retain(|leak| !is_of_32_bits(leak) || is_again(leak));
    }
    assert!(found.is_empty(), "{:#?}", found.iter().map(Leak::to_string).collect::<Vec<_>>());
}

/// By its name: `CRC-32`, `FNV-1 32`, `xxh32`, or one that was cut to 32 bits.
fn is_of_32_bits(leak: &Leak) -> bool {
    leak.form.contains("32")
}

/// Telemetry of a process that is full of what must not leave.
fn builder(oracle: &mut Oracle) -> TelemetryBuilder {
    let variable = oracle.canary("variable");
    let environment = Environment::empty()
        .with("MYDB__PASSWORD", &variable)
        .with("HOSTNAME", oracle.canary("host"))
        .with("USER", oracle.canary("user"))
        .with("LOGNAME", oracle.canary("login"))
        .with("HOME", format!("/home/{}", oracle.canary("home")))
        .with("container", oracle.canary("container"));
    lookup(&oracle.canary("argument")).expect_err("it always fails");
    let (settings, data) = (section(oracle), section(oracle));
    Telemetry::builder("mydb", "1.2.3")
        .environment(environment)
        .details_level(telemetry_core::report::DetailsLevel::MOST)
        .storage_path(format!("/{}/data", oracle.canary("storage path")))
        .configuration(&settings)
        .section("data", move || data.clone())
        .proxy(Proxy::None)
        .grace(Duration::ZERO)
        .interval(Duration::from_millis(50))
}

/// A request that carries a name wherever a client can put one.
fn intrusive(telemetry: &Telemetry, oracle: &mut Oracle) {
    let (path, query) = (oracle.canary("request path"), oracle.canary("request query"));
    let method = oracle.canary("request method");
    let header = oracle.canary("request header");
    for target in [format!("/{path}"), format!("/telemetry?{query}=1"), format!("/metrics?{query}")]
    {
        let names = [Method::GET, Method::from_bytes(method.as_bytes()).expect("letters only")];
        for method in names {
            let request = Request::builder().method(method).uri(&target);
            let request = request.header("user-agent", &header).header("accept", &header);
            telemetry.respond(&request.body(()).expect("a request"));
        }
    }
}

fn get(telemetry: &Telemetry, target: &str, accept: &str) -> Response<Vec<u8>> {
    let request = Request::builder().uri(target).header("accept", accept);
    telemetry.respond(&request.body(()).expect("a request"))
}

#[test]
fn no_endpoint_that_anonymizes_tells_a_name() {
    let _alone = alone();
    assert_clean(anonymized_answers);
}

fn anonymized_answers(oracle: &mut Oracle) -> Vec<Vec<u8>> {
    let telemetry = builder(oracle).start().expect("the settings are valid");
    intrusive(&telemetry, oracle);
    let raw = get(&telemetry, "/telemetry?details_level=10", "*/*");
    assert!(oracle.leaks(raw.body()).len() > 10, "the operator's own view has them");
    let mut documents = Vec::new();
    let protobuf = "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited";
    for (target, accept) in [
        ("/telemetry?details_level=10&anonymize=true", "*/*"),
        ("/telemetry?details_level=2&anonymize=true", "*/*"),
        ("/telemetry/report", "*/*"),
        ("/metrics?anonymize=true", "text/plain"),
        ("/metrics?anonymize=true", "application/openmetrics-text"),
        ("/metrics?anonymize=true", protobuf),
        ("/metrics", "text/plain"),
        ("/telemetry/ui", "text/html"),
    ] {
        let answer = get(&telemetry, target, accept);
        assert!(answer.body().len() > 100, "{target}: {answer:?}");
        documents.push(format!("{:?}", answer.headers()).into_bytes());
        documents.push(answer.into_body());
    }
    documents
}

#[test]
fn no_byte_of_an_upload_tells_a_name() {
    let _alone = alone();
    assert_clean(uploads);
}

fn uploads(oracle: &mut Oracle) -> Vec<Vec<u8>> {
    let collector = Collector::start();
    let telemetry = builder(oracle).endpoint(collector.url()).start().expect("it starts");
    // A panic before the first one would not be sent.
    collector.until("a report", |store| !store.reports().is_empty());
    let (name, message) = (oracle.canary("thread"), oracle.canary("panic message"));
    let crashing = thread::Builder::new().name(name).spawn(move || panic!("no user {message}"));
    crashing.expect("a thread starts").join().expect_err("it panics");
    let payload = oracle.canary("panic payload");
    panic::catch_unwind(|| panic::panic_any(payload)).expect_err("it panics");
    collector.until("two crashes", |store| store.crashes().len() >= 2);
    drop(telemetry);
    let store = collector.store();
    let sent = &store.reports()[0].json["sections"]["data"];
    assert!(sent["collection"].is_string(), "what was planted was in it: {sent}");
    let parts = collector.requests().into_iter().flat_map(|request| {
        let head = format!("{} {} {:?}", request.method, request.path, request.headers);
        [request.body, head.into_bytes()]
    });
    parts.collect()
}

#[test]
fn no_byte_of_otlp_tells_a_name() {
    let _alone = alone();
    assert_clean(exports);
}

fn exports(oracle: &mut Oracle) -> Vec<Vec<u8>> {
    let loopback = "127.0.0.1:0".parse().expect("an address");
    let (address, bodies) = receiver::listen(loopback, &[]);
    let exporter = ExporterBuilder::new(format!("http://{address}"));
    let exporter = exporter.interval(Duration::from_millis(100));
    let telemetry = builder(oracle).otlp(exporter).start().expect("it starts");
    intrusive(&telemetry, oracle);
    let has_body = || bodies.all().len() >= 2;
    for _ in 0..1200 {
        if has_body() {
            break;
        }
        thread::sleep(Duration::from_millis(50));
    }
    assert!(has_body(), "metrics arrive");
    let mut seen = Oracle::new();
    seen.plant("callsite", "report_leaks::lookup");
    assert!(bodies.all().iter().any(|body| !seen.leaks(body).is_empty()), "names of the source do");
    let heads = bodies.heads();
    assert!(heads.iter().all(|head| head.starts_with("POST /v1/metrics ")), "{heads:?}");
    bodies.all().into_iter().chain(heads.into_iter().map(String::into_bytes)).collect()
}

/// The report of a program that searches in folders with names.
fn example_report(oracle: &mut Oracle) -> Vec<Vec<u8>> {
    let (folder, word) = (oracle.canary("folder"), oracle.canary("query"));
    let root = tempfile::Builder::new().prefix(&folder).tempdir().expect("a folder");
    let inner = root.path().join(oracle.canary("collection"));
    fs::create_dir(&inner).expect("a folder");
    fs::write(inner.join("file.rs"), format!("fn {word}() {{}}\n")).expect("a file");
    let report = root.path().join("report.json");
    let mut program = Command::new(example("codesearch"));
    program.env_clear().arg(root.path());
    for variable in ["MYDB", "USER", "LOGNAME", "HOME", "HOSTNAME"] {
        program.env(variable, oracle.canary(variable));
    }
    program.args(["--seconds", "0", "-q", &word, "--details-level", "10", "--report"]).arg(&report);
    let output = program.output().expect("the program starts");
    assert!(output.status.success(), "{output:?}");
    vec![fs::read(report).expect("the report was written")]
}

#[test]
fn no_example_seals_a_name_into_its_report() {
    assert_clean(example_report);
    let mut oracle = Oracle::new();
    for secret in ["customer-products", "hunter2", "storage.example", "/home/alice"] {
        oracle.plant(secret, secret);
    }
    let printed =
        Command::new(example("anonymized_report")).output().expect("the program starts").stdout;
    let printed = String::from_utf8(printed).expect("UTF-8");
    let (raw, sealed) = printed.split_once("\nsealed").expect("first raw, then sealed");
    assert!(!oracle.leaks(raw.as_bytes()).is_empty());
    oracle.assert_clean(sealed.as_bytes());
}

/// A document as the seed's vendor makes it: names under a hash with a fixed key,
/// request paths and the texts of errors and panics as they came, the lasting id.
#[derive(Serialize)]
struct Vendors {
    peer_id: String,
    collection: String,
    requests: BTreeMap<String, u64>,
    last_error: String,
    panic: String,
    backtrace: String,
}

#[test]
fn the_seed_vendors_way_is_caught_at_every_point() {
    let mut oracle = Oracle::new();
    let mut siphash = DefaultHasher::new();
    oracle.canary("collection").hash(&mut siphash);
    let (host, user) = (oracle.canary("host"), oracle.canary("user"));
    let document = Vendors {
        peer_id: host,
        collection: siphash.finish().to_string(),
        requests: [(format!("/points.Points/{}", oracle.canary("request path")), 3)].into(),
        last_error: format!("cannot open {}", oracle.canary("error path")),
        panic: format!("no such user: {}", oracle.canary("panic message")),
        backtrace: format!("/home/{user}/src/main.rs:7"),
    };
    let leaks = oracle.leaks(&serde_json::to_vec(&document).expect("it serializes"));
    for label in ["collection", "host", "user", "request path", "error path", "panic message"] {
        assert!(leaks.iter().any(|leak| leak.label == label), "{label} is not in {leaks:?}");
    }
}
