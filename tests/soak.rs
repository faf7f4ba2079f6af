//! Everything at once, for a while: threads and futures come and go, some panic,
//! somebody scrapes every endpoint, reports and crashes are sent to a server that
//! fails now and then. Memory, threads and open files stay flat, counts stay
//! exact, nobody logs an error.
//!
//! Fifteen seconds by default. Ten minutes, as before a release:
//!
//! ```text
//! SOAK_SECONDS=600 cargo test --release --test soak -- --nocapture
//! ```

use std::{
    fs,
    future::Future,
    net::SocketAddr,
    panic,
    pin::pin,
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    task::{Context, Poll, Waker},
    thread,
    time::{Duration, Instant},
};

use telemetry_core::{instrumented, snapshot};
use test_collector::{Behaviour, Collector};

#[path = "outside/http.rs"]
mod http;
#[path = "outside/reporting.rs"]
mod reporting;

use crate::reporting::reporting_to;

/// Growth in the second half that is still called flat: the allocator's own,
/// and the ids that the collector keeps.
const FLAT_BYTES: u64 = 8 << 20;

/// How often is looked; from the fifth look on all is flat.
const PARTS: u32 = 10;

/// Threads and files that may come and go.
const FLAT_COUNT: usize = 16;

/// What an operator, a Prometheus and a stranger ask for.
const SCRAPES: [(&str, &str, u16); 9] = [
    ("/metrics", "text/plain", 200),
    ("/metrics", "application/openmetrics-text; version=1.0.0", 200),
    (
        "/metrics?anonymize=true",
        "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited",
        200,
    ),
    ("/telemetry?details_level=10", "*/*", 200),
    ("/telemetry/report?state=next", "*/*", 200),
    ("/telemetry/report?state=log", "*/*", 200),
    ("/telemetry/diff", "*/*", 200),
    ("/telemetry/ui", "*/*", 200),
    ("/nothing?x=1", "*/*", 404),
];

static ROUNDS: AtomicU64 = AtomicU64::new(0);
static ANSWERS: AtomicU64 = AtomicU64::new(0);
static CALLS: AtomicU64 = AtomicU64::new(0);
static STARTED_FUTURES: AtomicU64 = AtomicU64::new(0);
static PANICS: AtomicU64 = AtomicU64::new(0);
static IS_OVER: AtomicBool = AtomicBool::new(false);
static ERRORS: Mutex<Vec<String>> = Mutex::new(Vec::new());

#[instrumented]
fn work(number: u64) -> Result<u64, u64> {
    if number.is_multiple_of(7) { Err(number) } else { Ok(number) }
}

#[instrumented]
fn fail(number: u64) {
    assert!(number == u64::MAX, "number {number}");
}

#[instrumented]
async fn wait_once() {
    let mut is_first = true;
    std::future::poll_fn(|_| {
        if std::mem::take(&mut is_first) { Poll::Pending } else { Poll::Ready(()) }
    })
    .await;
}

/// Keeps what must not be said.
struct ErrorsOnly;

impl log::Log for ErrorsOnly {
    fn enabled(&self, metadata: &log::Metadata<'_>) -> bool {
        metadata.level() <= log::Level::Warn
    }

    fn log(&self, record: &log::Record<'_>) {
        if self.enabled(record.metadata()) {
            ERRORS.lock().expect("nobody panics here").push(record.args().to_string());
        }
    }

    fn flush(&self) {}
}

/// A thread that lives for a few hundred calls.
fn short_life(seed: u64) {
    for number in seed..seed + 300 {
        CALLS.fetch_add(1, Ordering::Relaxed);
        _ = work(number);
    }
    for round in 0..20 {
        STARTED_FUTURES.fetch_add(1, Ordering::Relaxed);
        let mut future = pin!(wait_once());
        let mut context = Context::from_waker(Waker::noop());
        _ = future.as_mut().poll(&mut context);
        // Every other one is dropped unfinished.
        if round % 2 == 0 {
            _ = future.poll(&mut context);
        }
    }
    PANICS.fetch_add(1, Ordering::Relaxed);
    panic::catch_unwind(|| fail(seed)).expect_err("it panics");
}

fn churn(seed: u64) {
    let mut round = seed << 32;
    while !IS_OVER.load(Ordering::Relaxed) {
        thread::spawn(move || short_life(round)).join().expect("it caught its panic");
        ROUNDS.fetch_add(1, Ordering::Relaxed);
        round += 1000;
    }
}

fn ask(address: SocketAddr) {
    for (path, accept, expected) in SCRAPES.iter().cycle() {
        if IS_OVER.load(Ordering::Relaxed) {
            return;
        }
        let request = format!("GET {path} HTTP/1.0\r\nhost: {address}\r\naccept: {accept}\r\n\r\n");
        let (status, _, body) = http::send(address, request.as_bytes()).expect("it answers");
        assert_eq!((status, body.is_empty()), (*expected, false), "{path}");
        ANSWERS.fetch_add(1, Ordering::Relaxed);
    }
}

fn look() {
    while !IS_OVER.load(Ordering::Relaxed) {
        let taken = snapshot();
        for site in taken.callsites() {
            let ended = site.ok() + site.errors() + site.nones() + site.panics() + site.cancelled();
            assert_eq!(site.calls(), ended + site.in_flight());
        }
        thread::sleep(Duration::from_millis(5));
    }
}

fn misbehave(collector: &Collector) {
    let moods = [
        Behaviour::Store,
        Behaviour::Answer(503, Vec::new()),
        Behaviour::Store,
        Behaviour::StoreAndReset,
        Behaviour::Store,
        Behaviour::ResetAfter(100),
    ];
    for mood in moods.iter().cycle() {
        collector.behave(mood.clone());
        // What it keeps for a test would grow, and is in this process.
        collector.shed();
        thread::sleep(Duration::from_millis(400));
        if IS_OVER.load(Ordering::Relaxed) {
            return collector.behave(Behaviour::Store);
        }
    }
}

/// What this process holds; zero where the system does not tell.
#[derive(Debug)]
struct Held {
    bytes: u64,
    threads: usize,
    files: usize,
}

impl Held {
    fn now() -> Self {
        let text = fs::read_to_string("/proc/self/statm").unwrap_or_default();
        let pages = text.split(' ').nth(1).and_then(|pages| pages.parse::<u64>().ok());
        let count = |folder| fs::read_dir(folder).map_or(0, Iterator::count);
        Self {
            bytes: pages.unwrap_or(0) * 4096,
            threads: count("/proc/self/task"),
            files: count("/proc/self/fd"),
        }
    }
}

fn check_counts() {
    let taken = snapshot();
    let found = |name: &str| taken.find(name).unwrap_or_else(|| panic!("{name} is recorded"));
    let (calls, futures) = (CALLS.load(Ordering::Relaxed), STARTED_FUTURES.load(Ordering::Relaxed));
    let work = found("soak::work");
    assert_eq!((work.calls(), work.ok() + work.errors()), (calls, calls));
    let waits = found("soak::wait_once");
    assert_eq!((waits.calls(), waits.cancelled(), waits.in_flight()), (futures, futures / 2, 0));
    let panics = PANICS.load(Ordering::Relaxed);
    assert_eq!((found("soak::fail").calls(), found("soak::fail").panics()), (panics, panics));
}

fn figures(seconds: u64, held: &[Held], stored: u64) {
    let count = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
    eprintln!(
        "{seconds} s: {} calls, {} futures, {} panics in {} threads; {} answers; {stored} documents stored",
        count(&CALLS),
        count(&STARTED_FUTURES),
        count(&PANICS),
        count(&ROUNDS),
        count(&ANSWERS),
    );
    for (part, held) in held.iter().enumerate() {
        let Held { bytes, threads, files } = held;
        eprintln!("part {}: {} KiB, {threads} threads, {files} files", part + 1, bytes >> 10);
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the test's own length")]
fn a_mixed_load_leaves_memory_flat_counts_exact_and_the_log_quiet() {
    log::set_logger(&ErrorsOnly).expect("this is the process's one logger");
    log::set_max_level(log::LevelFilter::Trace);
    panic::set_hook(Box::new(|_| {}));
    let seconds = std::env::var("SOAK_SECONDS").map_or(15, |text| text.parse().expect("a number"));
    let length = Duration::from_secs(seconds);
    let spool = tempfile::tempdir().expect("the temporary folder is writable");
    let collector = Collector::start();
    let telemetry = reporting_to(collector.url())
        .interval(Duration::from_millis(100))
        .spool_dir(spool.path())
        .start()
        .expect("the settings are fine");
    let address = telemetry.serve("127.0.0.1:0").expect("loopback has free ports");
    let start = Instant::now();
    let held = thread::scope(|scope| {
        for seed in 1..=3 {
            scope.spawn(move || churn(seed));
        }
        scope.spawn(look);
        scope.spawn(move || ask(address));
        scope.spawn(|| misbehave(&collector));
        let held = (1..=PARTS).map(|part| {
            thread::sleep((length * part / PARTS).saturating_sub(start.elapsed()));
            Held::now()
        });
        let held: Vec<_> = held.collect();
        IS_OVER.store(true, Ordering::Relaxed);
        held
    });
    figures(seconds, &held, telemetry.upload_status().stored);
    let (early, late) = (&held[4], &held[held.len() - 1]);
    assert!(late.bytes < early.bytes + FLAT_BYTES, "{early:?}, then {late:?}");
    assert!(late.threads < early.threads + FLAT_COUNT, "{early:?}, then {late:?}");
    assert!(late.files < early.files + FLAT_COUNT, "{early:?}, then {late:?}");
    check_counts();
    assert_eq!(telemetry.panics(), PANICS.load(Ordering::Relaxed));
    let store = collector.until("reports and a crash", |store| {
        store.reports().len() > 3 && !store.crashes().is_empty()
    });
    assert!(store.crashes().len() <= 16, "a storm of panics is a few documents");
    drop(telemetry);
    let said = ERRORS.lock().expect("nobody panicked with it");
    assert!(said.is_empty(), "{said:#?}");
}
