//! OTLP: a real agent takes what the exporter sends, an independent decoder
//! reads it, and a receiver that is away is nobody's problem.
#![expect(clippy::disallowed_methods, reason = "a test measures how long things take")]

use std::{
    io::Write,
    iter,
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;
use telemetry_core::{
    Callsite, Description, Outcome, Telemetry,
    consent::Environment,
    otlp::{ExporterBuilder, Temporality},
    snapshot,
};

#[path = "outside/find.rs"]
mod find;
#[path = "outside/receiver.rs"]
mod receiver;
#[path = "outside/running.rs"]
mod running;

use find::{absent, find};
use receiver::listen;
use running::{Running, free_address, wait_for};

static SEARCH: Callsite = Callsite::new(|| {
    Description::timed("mydb::search", "mydb")
        .with_place("src/lib.rs", 7)
        .with_labels(&[("op", "knn")])
});
static LATENCY: Callsite = Callsite::new(|| Description::values("reply", "mydb").with_unit("ns"));
static AWAY: Callsite = Callsite::new(|| Description::counter("away", "mydb"));

/// As long as the receiver answers, the next request comes after this.
const INTERVAL: Duration = Duration::from_millis(200);

fn loopback() -> SocketAddr {
    "127.0.0.1:0".parse().expect("an address")
}

fn exporter(receiver: SocketAddr) -> ExporterBuilder {
    ExporterBuilder::new(format!("http://{receiver}")).interval(INTERVAL)
}

fn telemetry(exporter: ExporterBuilder, environment: Environment) -> Telemetry {
    let builder = Telemetry::builder("mydb", "1.2.3").environment(environment).otlp(exporter);
    builder.start().expect("telemetry starts")
}

/// Python with the OTLP messages, and the agent; nothing where they are missing.
fn python_and_agent() -> Option<(PathBuf, PathBuf)> {
    let python = find("python3", "python3")?;
    let script = "import opentelemetry.proto, os, rotel; \
                  print(os.path.join(os.path.dirname(rotel.__file__), 'rotel-agent'))";
    let output = Command::new(&python).args(["-c", script]).output().expect("Python starts");
    if !output.status.success() {
        absent("rotel and opentelemetry-proto", "them with pip");
        return None;
    }
    let agent = String::from_utf8(output.stdout).expect("a path of text");
    Some((python, agent.trim().into()))
}

fn agent(program: &Path, folder: &Path, from: SocketAddr, to: SocketAddr) -> Running {
    let mut command = Command::new(program);
    command
        .arg("start")
        .args(["--otlp-http-endpoint", &from.to_string()])
        .args(["--otlp-grpc-endpoint", &free_address().to_string()])
        .args(["--exporter", "otlp", "--otlp-exporter-protocol", "http"])
        .args(["--otlp-exporter-endpoint", &format!("http://{to}")])
        .arg("--pid-file")
        .arg(folder.join("pid"));
    Running::start(&mut command, &folder.join("log"))
}

/// The request as Python's messages read it.
fn decode(python: &Path, body: &[u8]) -> Value {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/outside/decode_otlp.py");
    let mut command = Command::new(python);
    command.arg(script).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().expect("Python starts");
    let mut input = child.stdin.take().expect("its input is a pipe");
    input.write_all(body).expect("Python reads");
    drop(input);
    let output = child.wait_with_output().expect("Python ends");
    assert!(output.status.success(), "Python read no request");
    serde_json::from_slice(&output.stdout).expect("Python writes JSON")
}

/// The metric of this name in a decoded request.
fn metric<'a>(request: &'a Value, name: &str) -> &'a Value {
    let metrics = &request["resourceMetrics"][0]["scopeMetrics"][0]["metrics"];
    let metrics = metrics.as_array().expect("a request has metrics");
    metrics.iter().find(|metric| metric["name"] == name).unwrap_or_else(|| panic!("no {name}"))
}

/// Numbers of 64 bits are text in the JSON of protobuf.
fn number(value: &Value) -> f64 {
    value.as_f64().or_else(|| value.as_str()?.parse().ok()).unwrap_or_else(|| panic!("{value}"))
}

fn attribute<'a>(of: &'a Value, key: &str) -> Option<&'a str> {
    let attributes = of["attributes"].as_array()?;
    let found = attributes.iter().find(|attribute| attribute["key"] == key)?;
    found["value"]["stringValue"].as_str()
}

/// The quantile of an exponential histogram: the upper bound of its bucket.
fn quantile(point: &Value, quantile: f64) -> f64 {
    let scale = number(&point["scale"]);
    let offset = number(&point["positive"]["offset"]);
    let counts = point["positive"]["bucketCounts"].as_array().expect("it has buckets");
    let rank = (quantile * number(&point["count"])).ceil();
    let mut seen = 0.0;
    for (index, count) in (0_u32..).zip(counts) {
        seen += number(count);
        if seen >= rank {
            return ((offset + f64::from(index) + 1.0) / scale.exp2()).exp2();
        }
    }
    panic!("the buckets hold less than the count");
}

#[test]
fn an_agent_passes_on_what_was_recorded() {
    let Some((python, program)) = python_and_agent() else { return };
    let folder = tempfile::tempdir().expect("the temporary folder is writable");
    let (end, bodies) = listen(loopback(), &[]);
    let entrance = free_address();
    let _agent = agent(&program, folder.path(), entrance, end);
    for call in 0..1_000_u64 {
        SEARCH.start().finish(if call % 10 == 0 { Outcome::Error } else { Outcome::Ok });
    }
    (1..=10_000_u64).for_each(|value| LATENCY.record(value * 1_000));
    let telemetry = telemetry(exporter(entrance), Environment::empty());
    let body = wait_for("request through the agent", 60, || bodies.all().pop());
    drop(telemetry);
    let request = decode(&python, &body);

    let resource = &request["resourceMetrics"][0]["resource"];
    let attributes = resource["attributes"].as_array().expect("a resource has attributes");
    let mut keys: Vec<_> = attributes.iter().filter_map(|a| a["key"].as_str()).collect();
    keys.sort_unstable();
    assert_eq!(keys, ["service.name", "service.version"], "no host, no process");
    assert_eq!(attribute(resource, "service.name"), Some("mydb"));

    calls_are_counted(&request);
    let histogram = &metric(&request, "reply")["exponentialHistogram"];
    assert_eq!(histogram["aggregationTemporality"], "AGGREGATION_TEMPORALITY_CUMULATIVE");
    let point = &histogram["dataPoints"][0];
    assert_close(number(&point["count"]), 10_000.0, 0.0);
    assert_close(number(&point["sum"]), 50.005, 1e-9);
    assert_close(number(&point["max"]), 0.01, 1e-9);
    // 1 µs to 10 ms are 13.3 octaves: scale 6, 2.7 % with recording.
    for (share, truth) in [(0.01, 1e-4), (0.5, 5e-3), (0.99, 9.9e-3)] {
        assert_close(quantile(point, share), truth, 0.027);
    }
}

fn calls_are_counted(request: &Value) {
    let calls = &metric(request, "callsite.calls")["sum"];
    assert_eq!(calls["isMonotonic"], true);
    let points = calls["dataPoints"].as_array().expect("a sum has points");
    let of = |outcome: &str| {
        let mine = |point: &&Value| {
            attribute(point, "callsite") == Some("mydb::search")
                && attribute(point, "op") == Some("knn")
                && attribute(point, "outcome") == Some(outcome)
        };
        number(&points.iter().find(mine).expect("every outcome is there")["asInt"])
    };
    assert_close(of("ok"), 900.0, 0.0);
    assert_close(of("error"), 100.0, 0.0);
    assert_close(of("panic"), 0.0, 0.0);
}

fn assert_close(found: f64, expected: f64, error: f64) {
    let within = (found - expected).abs() <= expected.abs() * error;
    assert!(within, "{found} instead of {expected}, more than {error} off");
}

#[test]
fn recording_goes_on_while_the_receiver_is_away_and_deltas_lose_nothing() {
    let Some(python) = find("python3", "python3") else { return };
    if python_and_agent().is_none() {
        return;
    }
    let address = free_address();
    let deltas = exporter(address).temporality(Temporality::Delta).interval(INTERVAL * 5);
    let telemetry = telemetry(deltas, Environment::empty());
    for _ in 0..20 {
        AWAY.add(1);
        thread::sleep(Duration::from_millis(50));
    }
    let taken = snapshot();
    let counter = taken.counters().find(|counter| counter.name() == "away");
    assert_eq!(counter.expect("it was counted").value(), 20);
    // It refuses once, too.
    let (_, bodies) = listen(address, &[503]);
    let of = |body: &Vec<u8>| {
        let request = decode(&python, body);
        let metrics = &request["resourceMetrics"][0]["scopeMetrics"][0]["metrics"];
        let metrics = metrics.as_array().cloned().unwrap_or_default();
        let mine = metrics.iter().find(|metric| metric["name"] == "away");
        mine.map_or(0.0, |metric| number(&metric["sum"]["dataPoints"][0]["asInt"]))
    };
    wait_for("request after the receiver came", 60, || bodies.all().pop());
    AWAY.add(3);
    let before = bodies.all().len();
    // One may be under way without the three; the next has them, and the last has none.
    wait_for("further requests", 60, || (bodies.all().len() >= before + 3).then_some(()));
    drop(telemetry);
    assert_close(bodies.all().iter().map(of).sum(), 23.0, 0.0);
}

#[test]
fn off_sends_nothing() {
    let (address, bodies) = listen(loopback(), &[]);
    let environment = Environment::empty().with("MYDB__TELEMETRY_DISABLED", "true");
    let telemetry = telemetry(exporter(address), environment);
    thread::sleep(INTERVAL * 5);
    drop(telemetry);
    assert!(bodies.all().is_empty());
}

#[test]
fn disabling_ends_the_sending() {
    let (address, bodies) = listen(loopback(), &[]);
    let telemetry = telemetry(exporter(address), Environment::empty());
    let head = wait_for("first request", 60, || bodies.heads().pop());
    assert!(head.contains("application/x-protobuf"), "{head}");
    telemetry.disable();
    let nothing_comes = || {
        let before = bodies.all().len();
        thread::sleep(INTERVAL * 5);
        bodies.all().len() == before
    };
    // A request that was under way may still arrive.
    assert!(nothing_comes() || nothing_comes());
    let before = bodies.all().len();
    drop(telemetry);
    assert_eq!(bodies.all().len(), before);
}

#[test]
fn dropping_takes_less_than_a_second_whatever_the_receiver_does() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has free ports");
    let silent = listener.local_addr().expect("a bound socket has an address");
    for receiver in [silent, free_address()] {
        let time_to_drop = || {
            let telemetry = telemetry(exporter(receiver), Environment::empty());
            thread::sleep(INTERVAL * 2);
            let begun = Instant::now();
            drop(telemetry);
            begun.elapsed()
        };
        // The machine may halt for a moment, but hardly each time.
        let mut times = iter::repeat_with(time_to_drop).take(5);
        assert!(times.any(|time| time < Duration::from_secs(1)), "{receiver}");
    }
}

#[test]
fn the_last_numbers_are_sent_when_the_telemetry_is_dropped() {
    let sent = || {
        let (address, bodies) = listen(loopback(), &[]);
        let hourly = exporter(address).interval(Duration::from_hours(1));
        drop(telemetry(hourly, Environment::empty()));
        bodies.all().len()
    };
    // There is half a second for it, in which the machine may halt, but hardly each time.
    let first = iter::repeat_with(sent).take(5).find(|sent| *sent > 0);
    assert_eq!(first, Some(1));
}
