//! One annotation for `tracing` and `metrics` too.

#![allow(
    clippy::unnecessary_wraps,
    clippy::format_collect,
    clippy::large_types_passed_by_value,
    reason = "small functions, and one with a large future"
)]

mod spans;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use metrics::{
    Counter, CounterFn, Gauge, GaugeFn, Histogram, HistogramFn, Key, KeyName, Metadata, Recorder,
    SharedString, Unit,
};
use telemetry_core::{MetricsBridge, instrumented};

use self::spans::Spans;

#[instrumented(span)]
fn plain() -> u8 {
    1
}

#[instrumented(span = "debug", name = "named")]
fn fallible() -> Result<u8, ()> {
    Ok(plain())
}

#[instrumented(span)]
async fn asynchronous(n: u8) -> Result<u8, ()> {
    tokio::task::yield_now().await;
    Ok(n)
}

#[test]
fn the_attribute_opens_a_span_when_asked() {
    let spans = Spans::default();
    tracing::subscriber::with_default(spans.clone(), || {
        let _ = fallible();
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("it starts");
        let never_polled = asynchronous(1);
        assert_eq!(spans.made(), 2);
        drop(never_polled);
        let _ = runtime.block_on(asynchronous(1));
    });
    let log = spans.take();
    let sync = ["in DEBUG named", "in INFO plain", "out INFO plain", "out DEBUG named"];
    assert_eq!(log[..4], sync);
    let polls = log.iter().filter(|line| *line == "in INFO asynchronous").count();
    assert!(polls >= 2, "entered at each poll: {log:?}");
    let snapshot = telemetry_core::snapshot();
    assert_eq!(snapshot.find("named").expect("it was called").ok(), 1);
    assert_eq!(snapshot.find("bridges::asynchronous").expect("it was polled").ok(), 1);
}

#[instrumented(span)]
async fn holds(kept: Kept, more: [u8; 1024]) -> usize {
    tokio::task::yield_now().await;
    more.len() + usize::from(kept.0)
}

async fn holds_bare(kept: Kept, more: [u8; 1024]) -> usize {
    tokio::task::yield_now().await;
    more.len() + usize::from(kept.0)
}

/// Moved, and says in which span it is dropped.
struct Kept(u8);

impl Drop for Kept {
    fn drop(&mut self) {
        tracing::warn!("dropped");
    }
}

#[test]
fn a_future_with_a_span_stores_its_arguments_once_and_is_dropped_in_the_span() {
    let spans = Spans::default();
    let said = |log: &[&str]| log.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>();
    tracing::subscriber::with_default(spans.clone(), || {
        let (bare, spanned) = (holds_bare(Kept(1), [0; 1024]), holds(Kept(1), [0; 1024]));
        let most = size_of_val(&bare) + 64 + size_of::<Option<tracing::Span>>();
        assert!(size_of_val(&spanned) <= most, "{} against {most}", size_of_val(&spanned));
        drop(bare);
        drop(spanned);
        assert_eq!(spans.made(), 0, "nothing was polled");
        assert_eq!(spans.take(), said(&["said WARN", "said WARN"]));
        let mut polled = Box::pin(holds(Kept(1), [0; 1024]));
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        assert!(polled.as_mut().poll(&mut context).is_pending());
        drop(polled);
        let [enter, exit] = ["in INFO holds", "out INFO holds"];
        assert_eq!(spans.take(), said(&[enter, exit, enter, "said WARN", exit]));
    });
}

/// What a recorder of `metrics` was told.
#[derive(Clone, Default)]
struct Told(Arc<Mutex<BTreeMap<String, f64>>>);

struct Cell(String, Told);

impl Cell {
    fn add(&self, what: &str, value: f64) {
        let mut told = self.1.0.lock().expect("nobody panics");
        *told.entry(format!("{}{what}", self.0)).or_default() += value;
    }
}

impl CounterFn for Cell {
    fn increment(&self, value: u64) {
        self.add("", f64::from(u32::try_from(value).expect("small")));
    }

    fn absolute(&self, _: u64) {
        panic!("the bridge passes on differences");
    }
}

impl GaugeFn for Cell {
    fn increment(&self, _: f64) {
        panic!("the bridge sets gauges");
    }

    fn decrement(&self, _: f64) {
        panic!("the bridge sets gauges");
    }

    fn set(&self, value: f64) {
        let mut told = self.1.0.lock().expect("nobody panics");
        told.insert(self.0.clone(), value);
    }
}

impl HistogramFn for Cell {
    fn record(&self, value: f64) {
        self.add(" count", 1.0);
        self.add(" sum", value);
    }
}

impl Told {
    fn cell(&self, key: &Key) -> Arc<Cell> {
        let labels: String = key.labels().map(|l| format!(" {}={}", l.key(), l.value())).collect();
        Arc::new(Cell(format!("{}{labels}", key.name()), self.clone()))
    }
}

impl Recorder for Told {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
        Counter::from_arc(self.cell(key))
    }

    fn register_gauge(&self, key: &Key, _: &Metadata<'_>) -> Gauge {
        Gauge::from_arc(self.cell(key))
    }

    fn register_histogram(&self, key: &Key, _: &Metadata<'_>) -> Histogram {
        Histogram::from_arc(self.cell(key))
    }
}

#[instrumented(name = "bridged", labels(op = "get"), record(bytes = n))]
fn bridged(n: u8) -> Result<u8, ()> {
    if n == 0 { Err(()) } else { Ok(n) }
}

#[test]
fn values_appear_in_a_metrics_recorder_once() {
    let told = Told::default();
    let mut bridge = MetricsBridge::new();
    metrics::with_local_recorder(&told, || {
        let _ = (bridged(0), bridged(3));
        telemetry_core::count!("bridged.count", 2);
        telemetry_core::gauge!("bridged.gauge", 2.5);
        telemetry_core::observe!("bridged.value", 7);
        bridge.publish();
        let _ = bridged(4);
        bridge.publish();
        bridge.publish();
    });
    let told = told.0.lock().expect("nobody panics");
    let expected = [
        ("bridged.calls op=get outcome=error", 1.0),
        ("bridged.calls op=get outcome=ok", 2.0),
        ("bridged.seconds op=get count", 3.0),
        ("bridged.bytes op=get sum", 7.0),
        ("bridged.in_flight op=get", 0.0),
        ("bridged.count", 2.0),
        ("bridged.gauge", 2.5),
        ("bridged.value sum", 7.0),
    ];
    for (name, value) in expected {
        assert_eq!(told.get(name), Some(&value), "{name} in {told:#?}");
    }
}
