//! `#[tracing::instrument]` above and below the attribute: the span is entered around the
//! body and the call is counted, whichever comes first.

mod spans;

use std::io;

use telemetry_core::instrumented;
use tracing::instrument::WithSubscriber as _;

use self::spans::Spans;

#[instrumented]
#[tracing::instrument(skip_all)]
fn above(text: &str) -> Result<u8, io::Error> {
    text.parse().map_err(io::Error::other)
}

#[tracing::instrument(skip_all)]
#[instrumented]
fn below(text: &str) -> Result<u8, io::Error> {
    text.parse().map_err(io::Error::other)
}

#[instrumented]
#[tracing::instrument(err, ret)]
fn told(text: &str) -> Result<u8, io::Error> {
    text.parse().map_err(io::Error::other)
}

#[instrumented]
#[tracing::instrument(skip_all)]
async fn later_above(text: &str) -> Result<u8, io::Error> {
    tokio::task::yield_now().await;
    text.parse().map_err(io::Error::other)
}

#[tracing::instrument(skip_all)]
#[instrumented]
async fn later_below(text: &str) -> Result<u8, io::Error> {
    tokio::task::yield_now().await;
    text.parse().map_err(io::Error::other)
}

struct Table {
    rows: Vec<String>,
}

#[instrumented]
impl Table {
    #[tracing::instrument(skip(self), fields(rows = self.rows.len()))]
    fn shortest(&self) -> impl Iterator<Item = &String> + '_ {
        self.rows.iter().filter(|row| row.len() < 3)
    }
}

#[track_caller]
fn counted(name: &str, expected: (u64, u64, u64)) {
    let snapshot = telemetry_core::snapshot();
    let found = snapshot.find(name).expect(name);
    assert_eq!((found.calls(), found.ok(), found.errors()), expected, "{name}");
}

/// The span is entered and left, nothing else.
#[track_caller]
fn passed(spans: &Spans, name: &str, times: usize) {
    let (entered, left) = (format!("in INFO {name}"), format!("out INFO {name}"));
    let once = [entered.as_str(), left.as_str()];
    assert_eq!(spans.take(), once.repeat(times));
}

#[test]
fn a_function_has_its_span_and_its_count() {
    let spans = Spans::default();
    tracing::subscriber::with_default(spans.clone(), || {
        for (name, function) in
            [("above", above as fn(&str) -> Result<u8, io::Error>), ("below", below)]
        {
            assert_eq!(function("7").ok(), Some(7));
            passed(&spans, name, 1);
            assert!(function("x").is_err());
            passed(&spans, name, 1);
            counted(&format!("beside::{name}"), (2, 1, 1));
        }
        assert!(told("7").is_ok() && told("x").is_err());
        let said = |level: &str| ["in INFO told", level, "out INFO told"].map(str::to_owned);
        assert_eq!(spans.take(), [said("said INFO"), said("said ERROR")].concat());
        counted("beside::told", (2, 1, 1));
        let table = Table { rows: vec!["a".into(), "long".into()] };
        assert_eq!(table.shortest().count(), 1);
        passed(&spans, "shortest", 1);
        counted("beside::Table::shortest", (1, 1, 0));
        assert_eq!(spans.made(), 7);
    });
}

#[tokio::test]
async fn a_future_has_its_span_and_its_count() {
    // Entered for each of the two polls, and when the future is dropped.
    for (text, ok) in [("7", 1), ("x", 0)] {
        let spans = Spans::default();
        let found = later_above(text).with_subscriber(spans.clone()).await;
        assert_eq!(found.is_ok(), ok == 1);
        passed(&spans, "later_above", 3);
        let found = later_below(text).with_subscriber(spans.clone()).await;
        assert_eq!(found.is_ok(), ok == 1);
        passed(&spans, "later_below", 3);
    }
    counted("beside::later_above", (2, 1, 1));
    counted("beside::later_below", (2, 1, 1));
}
