//! The attribute beside other attributes: `#[async_trait]`, `#[tokio::main]`,
//! `#[tokio::test]`, above and below them.

use std::{io, time::Duration};

use async_trait::async_trait;
use telemetry_core::instrumented;

#[async_trait]
trait Store: Send + Sync {
    async fn get(&self, key: &str) -> io::Result<String>;

    #[instrumented]
    async fn get_or(&self, key: &str, default: &str) -> io::Result<String> {
        match self.get(key).await {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(default.to_owned()),
            other => other,
        }
    }
}

struct Inside(u8);

#[async_trait]
impl Store for Inside {
    #[instrumented]
    async fn get(&self, key: &str) -> io::Result<String> {
        if key.is_empty() {
            return Err(io::ErrorKind::NotFound.into());
        }
        tokio::time::sleep(Duration::from_millis(u64::from(self.0))).await;
        Ok(key.to_owned())
    }
}

struct Above;

#[instrumented]
#[async_trait]
impl Store for Above {
    async fn get(&self, key: &str) -> io::Result<String> {
        tokio::task::yield_now().await;
        key.parse::<u8>().map(|n| n.to_string()).map_err(io::Error::other)
    }
}

struct Below;

#[async_trait]
#[instrumented]
impl Store for Below {
    async fn get(&self, key: &str) -> io::Result<String> {
        tokio::task::yield_now().await;
        Ok(key.to_owned())
    }
}

#[track_caller]
fn counted(name: &str, expected: [u64; 3]) {
    let snapshot = telemetry_core::snapshot();
    let name = format!("runtimes::{name}");
    let callsite = snapshot.find(&name).unwrap_or_else(|| panic!("{name} was called"));
    assert_eq!([callsite.calls(), callsite.ok(), callsite.errors()], expected, "{name}");
    assert!(callsite.busy().is_some(), "{name} is a future");
}

#[tokio::test]
async fn async_trait_methods_are_measured_as_futures() {
    let stores: [Box<dyn Store>; 3] = [Box::new(Inside(5)), Box::new(Above), Box::new(Below)];
    for store in &stores {
        assert_eq!(store.get("7").await.expect("it is there"), "7");
    }
    assert_eq!(stores[0].get_or("", "other").await.expect("there is a default"), "other");
    assert!(stores[1].get("x").await.is_err());
    counted("Inside::get", [2, 1, 1]);
    counted("Above::get", [2, 1, 1]);
    counted("Below::get", [1, 1, 0]);
    counted("Store::get_or", [1, 1, 0]);
    let snapshot = telemetry_core::snapshot();
    let inside = snapshot.find("runtimes::Inside::get").expect("it was called");
    assert!(inside.duration().max() >= 5_000_000, "the future is timed, not its boxing");
}

#[instrumented]
#[tokio::test]
async fn a_test_of_the_runtime_may_be_instrumented() -> Result<(), io::Error> {
    tokio::task::yield_now().await;
    Ok(())
}

#[tokio::test]
#[instrumented]
async fn and_so_with_the_attribute_below() {
    tokio::task::yield_now().await;
}

#[instrumented]
async fn spawned(text: String) -> Result<usize, io::Error> {
    tokio::task::yield_now().await;
    Ok(text.len())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn futures_count_exactly_on_a_runtime_with_threads() {
    let tasks: Vec<_> = (0..500).map(|n| tokio::spawn(spawned("x".repeat(n)))).collect();
    for (n, task) in tasks.into_iter().enumerate() {
        assert_eq!(task.await.expect("no panic").expect("no error"), n);
    }
    let aborted = tokio::spawn(waits_for_ever());
    let name = "runtimes::waits_for_ever";
    // One that is aborted before it was polled is no call.
    while telemetry_core::snapshot().find(name).is_none_or(|found| found.in_flight() == 0) {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    aborted.abort();
    assert!(aborted.await.expect_err("it was aborted").is_cancelled());
    counted("spawned", [500, 500, 0]);
    let snapshot = telemetry_core::snapshot();
    let waits = snapshot.find(name).expect("it was polled");
    assert_eq!((waits.calls(), waits.cancelled(), waits.in_flight()), (1, 1, 0));
}

#[instrumented]
async fn waits_for_ever() {
    std::future::pending::<()>().await;
}
