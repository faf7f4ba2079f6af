//! The real Prometheus scrapes all three formats, and what it then knows is
//! what was recorded.

use std::{
    io::{self, BufRead, BufReader, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::OnceLock,
    thread,
    time::Duration,
};

use telemetry_core::{
    Callsite, Description, Gauge, Outcome, Snapshot, Telemetry,
    consent::Environment,
    instrumented,
    prometheus::{Format, encode},
    snapshot,
    upload::Proxy,
};
use test_collector::Collector;

#[path = "outside/find.rs"]
mod find;
#[path = "outside/get.rs"]
mod get;
#[path = "outside/http.rs"]
mod http;
#[path = "outside/prometheus.rs"]
mod prometheus;
#[path = "outside/running.rs"]
mod running;

use find::find;
use prometheus::{one, prometheus, promtool, query};
use running::wait_for;

/// The stated error of native histograms, recording included.
const STATED_ERROR: f64 = 0.019;

const VALUES: u64 = 100_000;

static SEARCH: Callsite = Callsite::new(|| {
    Description::timed("mydb::Segment::search", "mydb::segment")
        .with_place("src/segment.rs", 7)
        .with_labels(&[("index", "hnsw \"v2\"\\"), ("le", "mine")])
        .with_description("Finds the nearest.\n\nIn \"all\" segments.")
});
static LATENCY: Callsite =
    Callsite::new(|| Description::values("mydb::replyLatency", "mydb").with_unit("ns"));
static FLUSHES: Callsite = Callsite::new(|| {
    Description::counter("wal.flushes", "mydb").with_description("Flushes of the write-ahead log.")
});
static DEPTH: Gauge = Gauge::new(|| Description::values("queue.depth", "mydb"));

/// Merges "old" segments.
///
/// Slowly.
#[instrumented(name = "mydb::merge")]
fn merge() {}

/// From 2 µs to 20 s, more of them at the low end.
fn value(index: u64) -> u64 {
    2_000 * 10_u64.pow(u32::try_from(index % 8).expect("below 8")) / (1 + index % 7)
        + index * 131 % 1_999
}

/// Records once for all tests and keeps the snapshot, so that every scrape of a
/// test sees the same.
fn recorded() -> &'static Snapshot {
    static RECORDED: OnceLock<Snapshot> = OnceLock::new();
    RECORDED.get_or_init(|| {
        for call in 0..1_000_u64 {
            let outcome = if call % 10 == 0 { Outcome::Error } else { Outcome::Ok };
            SEARCH.start().finish(outcome);
        }
        (0..VALUES).for_each(|index| LATENCY.record(value(index)));
        FLUSHES.add(123_456_789);
        DEPTH.set(-2.5);
        snapshot()
    })
}

/// The exact quantile, in seconds.
fn truth(quantile: f64) -> f64 {
    let mut values: Vec<u64> = (0..VALUES).map(value).collect();
    values.sort_unstable();
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a rank"
    )]
    let rank = (quantile * VALUES as f64).ceil() as usize;
    #[expect(clippy::cast_precision_loss, reason = "seconds are a float")]
    let value = values[rank - 1] as f64;
    value * 1e-9
}

/// Serves each path in the format of its name, `/any` in the one asked for, and
/// tells which that was.
fn target() -> (SocketAddr, std::sync::mpsc::Receiver<Format>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has free ports");
    let address = listener.local_addr().expect("a bound socket has an address");
    let (tell, told) = std::sync::mpsc::channel();
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            // A scraper that lost its patience comes again.
            let Ok((path, accept)) = request(&stream) else { continue };
            let format = match path.as_str() {
                "/text" => Format::Text,
                "/openmetrics" => Format::OpenMetrics,
                _ => Format::accepted(&accept),
            };
            let head =
                format!("HTTP/1.0 200 OK\r\ncontent-type: {}\r\n\r\n", format.content_type());
            let answer = [head.into_bytes(), encode(recorded(), format)].concat();
            if stream.write_all(&answer).is_err() {
                continue;
            }
            if path == "/any" && tell.send(format).is_err() {
                return;
            }
        }
    });
    (address, told)
}

/// The path and the `Accept` header.
fn request(stream: &TcpStream) -> io::Result<(String, String)> {
    let (mut path, mut accept) = (String::new(), String::new());
    for line in BufReader::new(stream).lines() {
        let line = line?;
        if line.is_empty() {
            break;
        }
        if let Some(rest) = line.strip_prefix("GET ") {
            rest.split(' ').next().unwrap_or_default().clone_into(&mut path);
        } else if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("accept")
        {
            value.trim().clone_into(&mut accept);
        }
    }
    Ok((path, accept))
}

#[test]
fn prometheus_reads_all_three_formats() {
    let folder = tempfile::tempdir().expect("the temporary folder is writable");
    let (target, negotiated) = target();
    recorded();
    let telemetry = sending();
    let endpoint = telemetry.serve("127.0.0.1:0").expect("loopback has free ports");
    let Some((_running, prometheus)) = prometheus(folder.path(), target, endpoint) else { return };
    wait_for("scrape of all formats", 60, || {
        (query(prometheus, "sum(up)").first()?.1 > 3.5).then_some(())
    });
    assert_eq!(negotiated.recv(), Ok(Format::Protobuf), "what Prometheus likes best");
    for job in ["any", "openmetrics", "text"] {
        let of =
            |name: &str, more: &str| one(prometheus, &format!("{name}{{job=\"{job}\"{more}}}"));
        assert_close(of("wal_flushes_total", ""), 123_456_789.0, 0.0);
        assert_close(of("queue_depth", ""), -2.5, 0.0);
        assert_close(of("callsite_calls_total", ",outcome=\"ok\""), 900.0, 0.0);
        assert_close(of("callsite_calls_total", ",outcome=\"error\""), 100.0, 0.0);
        assert_close(of("callsite_in_flight", ""), 0.0, 0.0);
        let info = query(prometheus, &format!("callsite_info{{job=\"{job}\"}}"));
        let labels = &info[0].0;
        assert_eq!(labels["callsite"], "mydb::Segment::search");
        assert_eq!(labels["index"], "hnsw \"v2\"\\");
        assert_eq!(labels["exported_le"], "mine");
        assert_eq!(labels["description"], "Finds the nearest.\n\nIn \"all\" segments.");
        assert!(of("telemetry_recorder_memory_bytes", "") > 0.0);
        assert!(of("telemetry_recording_seconds_total", "") > 0.0);
    }
    native_histograms_are_within_the_stated_error(prometheus);
    classic_histograms_have_every_value(prometheus);
    the_endpoint_tells_of_telemetry_itself(prometheus);
}

/// Telemetry that has an endpoint and has sent nothing to it.
fn sending() -> Telemetry {
    Telemetry::builder("mydb", "1.2.3")
        .environment(Environment::empty())
        .endpoint("http://127.0.0.1:1")
        .start()
        .expect("telemetry starts")
}

fn the_endpoint_tells_of_telemetry_itself(prometheus: SocketAddr) {
    let of = |name: &str| one(prometheus, &format!("{name}{{job=\"metrics\"}}"));
    assert_close(one(prometheus, "telemetry_mode{job=\"metrics\",mode=\"on\"}"), 1.0, 0.0);
    for outcome in ["stored", "refused", "failed"] {
        let name = format!("telemetry_uploads_total{{outcome=\"{outcome}\",job=\"metrics\"}}");
        assert_close(one(prometheus, &name), 0.0, 0.0);
    }
    assert_close(of("telemetry_reports_dropped_total"), 0.0, 0.0);
    assert_close(of("telemetry_reports_waiting"), 0.0, 0.0);
    assert!(of("telemetry_recording_seconds_total") > 0.0);
    let median = "histogram_quantile(0.5, mydb_reply_latency_seconds{job=\"metrics\"})";
    assert_close(one(prometheus, median), truth(0.5), STATED_ERROR);
}

fn native_histograms_are_within_the_stated_error(prometheus: SocketAddr) {
    let name = "mydb_reply_latency_seconds{job=\"any\"}";
    assert!(
        query(prometheus, &name.replace("seconds", "seconds_bucket")).is_empty(),
        "native only"
    );
    for quantile in [0.001, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999] {
        let found = one(prometheus, &format!("histogram_quantile({quantile}, {name})"));
        assert_close(found, truth(quantile), STATED_ERROR);
    }
    let count = one(prometheus, &format!("histogram_count({name})"));
    #[expect(clippy::cast_precision_loss, reason = "a hundred thousand")]
    assert_close(count, VALUES as f64, 0.0);
}

fn classic_histograms_have_every_value(prometheus: SocketAddr) {
    for job in ["openmetrics", "text"] {
        let bucket = |le: &str| {
            let labels = format!("job=\"{job}\",le=~\"{le}\"");
            one(prometheus, &format!("mydb_reply_latency_seconds_bucket{{{labels}}}"))
        };
        #[expect(clippy::cast_precision_loss, reason = "a hundred thousand")]
        let up_to = |limit: u64| (0..VALUES).filter(|&i| value(i) <= limit).count() as f64;
        assert_close(bucket(r"\\+Inf"), up_to(u64::MAX), 0.0);
        // No value is so near to this bound that recording could move it across.
        assert_close(bucket(r"0\\.25"), up_to(250_000_000), 0.0);
    }
}

/// `found` is within a share `error` of `expected`.
fn assert_close(found: f64, expected: f64, error: f64) {
    let within = (found - expected).abs() <= expected.abs() * error;
    assert!(within, "{found} instead of {expected}, more than {error} off");
}

#[test]
fn promtool_has_nothing_to_say() {
    let Some(program) = find("promtool", "Debian's prometheus") else { return };
    assert_eq!(promtool(&program, &encode(recorded(), Format::Text)), "");
    let endpoint = |telemetry: &Telemetry| {
        let request = ::http::Request::get("/metrics").body(()).expect("a request");
        telemetry.respond(&request).into_body()
    };
    assert_eq!(promtool(&program, &endpoint(&sending())), "");
    // After a success there is a time of it.
    let collector = Collector::start();
    let telemetry = Telemetry::builder("mydb", "1.2.3")
        .environment(Environment::empty())
        .endpoint(collector.url())
        .proxy(Proxy::None)
        .grace(Duration::ZERO)
        .interval(Duration::from_millis(50))
        .start()
        .expect("telemetry starts");
    collector.until("two reports", |store| store.reports().len() >= 2);
    let document = endpoint(&telemetry);
    let text = String::from_utf8_lossy(&document);
    assert!(text.contains("\ntelemetry_last_success_timestamp_seconds 1"), "{text}");
    assert_eq!(promtool(&program, &document), "");
}

#[test]
fn help_has_the_doc_comments() {
    let text = String::from_utf8(encode(recorded(), Format::Text)).expect("text");
    for line in [
        "# HELP wal_flushes_total Flushes of the write-ahead log.\n# TYPE wal_flushes_total counter\n",
        "# HELP callsite_duration_seconds How long calls took. mydb::Segment::search: Finds the nearest.\n",
        "wal_flushes_total 123456789\n",
    ] {
        assert!(text.contains(line), "{line}\nis not in\n{text}");
    }
}

#[test]
fn help_has_the_doc_comment_of_a_function_under_the_attribute() {
    // The others want to see one callsite only.
    recorded();
    merge();
    let text = String::from_utf8(encode(&snapshot(), Format::Text)).expect("text");
    let help = text
        .lines()
        .find(|line| line.starts_with("# HELP callsite_duration_seconds "))
        .expect("calls have a duration");
    assert!(help.contains(" mydb::merge: Merges \"old\" segments."), "{help}");
    assert!(!help.contains("Slowly"), "{help}");
}

#[test]
fn openmetrics_ends_and_has_units() {
    let text = String::from_utf8(encode(recorded(), Format::OpenMetrics)).expect("text");
    assert!(text.ends_with("\n# EOF\n"));
    assert!(text.contains("# TYPE wal_flushes counter\nwal_flushes_total 123456789\n"), "{text}");
    assert!(text.contains("# UNIT callsite_duration_seconds seconds\n"), "{text}");
    assert!(text.contains("# TYPE callsite info\ncallsite_info{"), "{text}");
}

#[test]
fn scraping_adds_no_series() {
    let series = || {
        let text = String::from_utf8(encode(&snapshot(), Format::Text)).expect("text");
        text.lines().filter(|line| !line.starts_with('#')).count()
    };
    recorded();
    merge();
    let before = series();
    assert!((0..100).all(|_| series() == before));
    assert_eq!(series(), before);
}
