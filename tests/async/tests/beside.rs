//! `#[tracing::instrument]` above and below the attribute: the span is entered around the
//! body and the call is counted, whichever comes first.

use std::{
    io,
    sync::{Arc, Mutex},
};

use telemetry_core::instrumented;
use tracing::{
    Event, Metadata, Subscriber,
    instrument::WithSubscriber as _,
    span::{Attributes, Id, Record},
};

/// Writes down which spans are made, and how often one is entered.
#[derive(Clone, Default)]
struct Spans(Arc<Mutex<Vec<String>>>);

impl Spans {
    fn write(&self, what: &str) -> usize {
        let mut log = self.0.lock().expect("nobody panics");
        log.push(what.to_owned());
        log.len()
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().expect("nobody panics"))
    }
}

impl Subscriber for Spans {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        Id::from_u64(self.write(span.metadata().name()) as u64)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        self.write(&format!("event {}", event.metadata().level()));
    }

    fn enter(&self, _: &Id) {
        self.write("in");
    }

    fn exit(&self, _: &Id) {
        self.write("out");
    }
}

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

#[test]
fn a_function_has_its_span_and_its_count() {
    let spans = Spans::default();
    tracing::subscriber::with_default(spans.clone(), || {
        for (name, function) in
            [("above", above as fn(&str) -> Result<u8, io::Error>), ("below", below)]
        {
            assert_eq!(function("7").ok(), Some(7));
            assert_eq!(spans.take(), [name, "in", "out"]);
            assert!(function("x").is_err());
            assert_eq!(spans.take(), [name, "in", "out"]);
            counted(&format!("beside::{name}"), (2, 1, 1));
        }
        assert!(told("7").is_ok() && told("x").is_err());
        assert_eq!(
            spans.take(),
            ["told", "in", "event INFO", "out", "told", "in", "event ERROR", "out"]
        );
        counted("beside::told", (2, 1, 1));
        let table = Table { rows: vec!["a".into(), "long".into()] };
        assert_eq!(table.shortest().count(), 1);
        assert_eq!(spans.take(), ["shortest", "in", "out"]);
        counted("beside::Table::shortest", (1, 1, 0));
    });
}

#[tokio::test]
async fn a_future_has_its_span_and_its_count() {
    let spans = Spans::default();
    let expected = |name: &str| [name, "in", "out", "in", "out"].map(str::to_owned);

    assert_eq!(later_above("7").with_subscriber(spans.clone()).await.ok(), Some(7));
    assert!(spans.take().starts_with(&expected("later_above")));
    assert_eq!(later_below("7").with_subscriber(spans.clone()).await.ok(), Some(7));
    assert!(spans.take().starts_with(&expected("later_below")));
    assert!(later_above("x").await.is_err() && later_below("x").await.is_err());
    counted("beside::later_above", (2, 1, 1));
    counted("beside::later_below", (2, 1, 1));
}
