//! `.instrumented(…)` on futures and streams.

use std::time::Duration;

use futures_util::{StreamExt as _, stream};
use telemetry_core::{Instrument as _, InstrumentStream as _, callsite};

#[tokio::test]
async fn a_stream_counts_its_items_its_gaps_and_its_end() {
    let rows = stream::iter(0..3).then(|n| async move {
        tokio::time::sleep(Duration::from_millis(5)).await;
        n
    });
    let rows: Vec<_> = rows.instrumented(callsite!("rows")).collect().await;
    assert_eq!(rows, [0, 1, 2]);
    let snapshot = telemetry_core::snapshot();
    let whole = snapshot.find("rows").expect("it was polled");
    assert_eq!((whole.calls(), whole.ok(), whole.in_flight()), (1, 1, 0));
    assert!(whole.duration().sum() >= 15_000_000);
    assert!(whole.busy().expect("it is polled").sum() < whole.duration().sum());
    let items = snapshot.find("rows.items").expect("there were items");
    assert_eq!((items.ok(), items.nones(), items.in_flight()), (3, 1, 0));
    assert!(items.duration().quantile(0.5) >= 4_900_000, "the gap before an item");
}

#[tokio::test]
async fn a_stream_dropped_before_its_end_is_cancelled() {
    let mut endless = Box::pin(stream::repeat(1).instrumented(callsite!("endless")));
    assert_eq!(endless.next().await, Some(1));
    assert_eq!(endless.next().await, Some(1));
    drop(endless);
    drop(stream::repeat(1).instrumented(callsite!("never polled")));
    let snapshot = telemetry_core::snapshot();
    let whole = snapshot.find("endless").expect("it was polled");
    assert_eq!((whole.calls(), whole.cancelled(), whole.in_flight()), (1, 1, 0));
    let items = snapshot.find("endless.items").expect("there were items");
    assert_eq!((items.ok(), items.cancelled(), items.in_flight()), (2, 1, 0));
    assert!(snapshot.find("never polled").is_none_or(|callsite| callsite.calls() == 0));
}

#[tokio::test]
async fn a_future_that_is_no_function_is_measured() {
    let answer = async { 42 }.instrumented(callsite!("block", labels(kind = "answer"))).await;
    assert_eq!(answer, 42);
    let failed = async { Err::<(), u8>(1) }.instrumented_result(callsite!("failing")).await;
    assert_eq!(failed, Err(1));
    let snapshot = telemetry_core::snapshot();
    assert_eq!(snapshot.find("block").expect("it was polled").ok(), 1);
    assert_eq!(snapshot.find("failing").expect("it was polled").errors(), 1);
}
