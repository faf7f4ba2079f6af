//! `#[tokio::main]` above and below the attribute, and functions that return streams.

use std::{io, pin::Pin};

use futures_util::{Stream, StreamExt as _, stream};
use telemetry_core::instrumented;

#[tokio::main(flavor = "current_thread")]
#[instrumented]
async fn above(text: &str) -> Result<u8, io::Error> {
    tokio::task::yield_now().await;
    text.parse().map_err(io::Error::other)
}

#[instrumented]
#[tokio::main(flavor = "current_thread")]
async fn below(text: &str) -> Result<u8, io::Error> {
    tokio::task::yield_now().await;
    text.parse().map_err(io::Error::other)
}

#[test]
fn the_main_function_of_a_runtime_is_measured() {
    for main in [above as fn(&str) -> Result<u8, io::Error>, below] {
        assert_eq!(main("7").ok(), Some(7));
        assert!(main("x").is_err());
    }
    let snapshot = telemetry_core::snapshot();
    for name in ["mains::above", "mains::below"] {
        let found = snapshot.find(name).expect(name);
        assert_eq!((found.calls(), found.ok(), found.errors()), (2, 1, 1), "{name}");
    }
}

#[instrumented]
fn open(rows: &[u8]) -> impl Stream<Item = u8> + '_ {
    stream::iter(rows).map(|row| row + 1)
}

#[instrumented]
fn boxed(rows: Vec<u8>) -> Pin<Box<dyn Stream<Item = Result<u8, io::Error>> + Send>> {
    Box::pin(stream::iter(rows).then(|row| async move { Ok(row) }))
}

#[instrumented]
fn fallible(fail: bool) -> Result<impl Stream<Item = u8>, io::Error> {
    if fail {
        return Err(io::ErrorKind::NotFound.into());
    }
    Ok(stream::repeat(1).take(2))
}

#[instrumented]
async fn later(rows: &[u8]) -> Result<impl Stream<Item = u8> + '_, io::Error> {
    tokio::task::yield_now().await;
    Ok(stream::iter(rows).map(|row| row + 1))
}

#[tokio::test]
async fn functions_that_return_streams_keep_them() {
    assert_eq!(open(&[1, 2]).collect::<Vec<_>>().await, [2, 3]);
    assert_eq!(boxed(vec![1]).map(Result::ok).collect::<Vec<_>>().await, [Some(1)]);
    assert_eq!(fallible(false).expect("it was not to fail").count().await, 2);
    assert!(fallible(true).is_err());
    assert_eq!(later(&[1]).await.expect("it never fails").collect::<Vec<_>>().await, [2]);
    let snapshot = telemetry_core::snapshot();
    let calls = |name: &str| {
        let found = snapshot.find(&format!("mains::{name}")).expect(name);
        [found.calls(), found.ok(), found.errors()]
    };
    assert_eq!(["open", "boxed", "later"].map(calls), [[1, 1, 0]; 3]);
    assert_eq!(calls("fallible"), [2, 1, 1]);
}
