//! `.instrumented(…)` on futures and streams.

use std::{panic::AssertUnwindSafe, time::Duration};

use futures_util::{FutureExt as _, Stream as _, StreamExt as _, TryStreamExt as _, stream};
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

/// What came of a stream and of its items: ok, errors, nones, panics, cancelled.
#[track_caller]
fn ended(name: &str) -> [[u64; 5]; 2] {
    let snapshot = telemetry_core::snapshot();
    [name.to_owned(), format!("{name}.items")].map(|name| {
        let found = snapshot.find(&name).unwrap_or_else(|| panic!("{name} was polled"));
        assert_eq!(found.in_flight(), 0, "{name}");
        [found.ok(), found.errors(), found.nones(), found.panics(), found.cancelled()]
    })
}

#[tokio::test]
async fn items_say_whether_they_failed_where_that_is_asked_for() {
    let rows = || stream::iter(["1", "x", "3"]).map(str::parse::<u8>);
    let asked: Vec<_> = rows().instrumented_result(callsite!("asked")).collect().await;
    assert_eq!(asked.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, false, true]);
    assert_eq!(ended("asked"), [[1, 0, 0, 0, 0], [2, 1, 1, 0, 0]]);
    assert_eq!(rows().instrumented(callsite!("not asked")).count().await, 3);
    assert_eq!(ended("not asked"), [[1, 0, 0, 0, 0], [3, 0, 1, 0, 0]]);
    // Left at the first error, as `try_collect` leaves.
    let tried: Result<Vec<_>, _> =
        rows().instrumented_result(callsite!("tried")).try_collect().await;
    assert!(tried.is_err());
    assert_eq!(ended("tried"), [[0, 0, 0, 0, 1], [1, 1, 0, 0, 1]]);
}

#[tokio::test]
async fn a_panic_inside_a_stream_is_one_of_the_stream_and_of_its_item() {
    let rows = stream::iter(0..9).map(|n| if n == 2 { panic!("the third") } else { n });
    let mut rows = rows.instrumented(callsite!("panicking"));
    assert_eq!((rows.next().await, rows.next().await), (Some(0), Some(1)));
    let third = AssertUnwindSafe(rows.next()).catch_unwind().await;
    assert_eq!(third.expect_err("it panics").downcast_ref(), Some(&"the third"));
    assert_eq!(ended("panicking"), [[0, 0, 0, 1, 0], [2, 0, 0, 1, 0]]);
    // A stream that can go on may, but it has ended once.
    assert_eq!(rows.next().await, Some(3));
    drop(rows);
    let [whole, _] = ended("panicking");
    assert_eq!(whole, [0, 0, 0, 1, 0]);
}

#[tokio::test]
async fn a_stream_dropped_while_it_waits_is_cancelled_with_its_item() {
    let mut rows = Box::pin(
        stream::iter([1]).chain(stream::pending()).instrumented(callsite!("waiting rows")),
    );
    assert_eq!(rows.next().await, Some(1));
    assert!(rows.next().now_or_never().is_none());
    drop(rows);
    assert_eq!(ended("waiting rows"), [[0, 0, 0, 0, 1], [1, 0, 0, 0, 1]]);
    let mut never = Box::pin(stream::pending::<u8>().instrumented(callsite!("no rows")));
    assert!(never.next().now_or_never().is_none());
    drop(never);
    assert_eq!(ended("no rows"), [[0, 0, 0, 0, 1], [0, 0, 0, 0, 1]]);
}

#[tokio::test]
async fn a_stream_that_is_asked_again_after_its_end_has_ended_once() {
    let mut rows = stream::iter([1]).fuse().instrumented(callsite!("fused"));
    assert_eq!(rows.size_hint(), (1, Some(1)));
    assert_eq!((rows.next().await, rows.next().await, rows.next().await), (Some(1), None, None));
    drop(rows);
    assert_eq!(ended("fused"), [[1, 0, 0, 0, 0], [1, 0, 1, 0, 0]]);
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
