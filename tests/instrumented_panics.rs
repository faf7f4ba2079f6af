//! A call that unwinds counts as a panic, once, and is not left in flight; one that
//! returns while another panic unwinds does not.

#![allow(
    clippy::items_after_statements,
    clippy::unnecessary_literal_unwrap,
    clippy::unused_async,
    clippy::unnecessary_wraps,
    reason = "the functions are there to panic"
)]

use std::{
    future::Future,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::{Pin, pin},
    task::{Context, Waker},
};

use telemetry_core::instrumented;

#[instrumented]
fn plain(fail: bool) -> u8 {
    assert!(!fail, "told to");
    1
}

#[instrumented]
fn fallible(fail: bool) -> Result<u8, ()> {
    assert!(!fail, "told to");
    Ok(1)
}

#[instrumented]
#[track_caller]
fn tracked(fail: bool) -> Result<u8, ()> {
    assert!(!fail, "told to");
    Ok(1)
}

#[instrumented]
async fn asynchronous(fail: bool) -> Result<u8, ()> {
    assert!(!fail, "told to");
    Ok(1)
}

#[instrumented(sample = 3)]
fn sampled(fail: bool) -> u8 {
    assert!(!fail, "told to");
    1
}

fn scoped(fail: bool) {
    let _guard = telemetry_core::scope!("instrumented_panics::scoped");
    assert!(!fail, "told to");
}

#[instrumented]
fn called_by_a_destructor() -> u8 {
    1
}

#[instrumented]
fn fallible_in_a_destructor() -> Result<u8, ()> {
    Err(())
}

struct CallsWhenDropped;

impl Drop for CallsWhenDropped {
    fn drop(&mut self) {
        called_by_a_destructor();
        let _ = fallible_in_a_destructor();
    }
}

#[instrumented]
fn local_destructor_panics() -> Result<u8, ()> {
    struct Bomb;
    impl Drop for Bomb {
        fn drop(&mut self) {
            panic!("in a destructor");
        }
    }
    let _bomb = Bomb;
    Ok(1)
}

fn poll<F: Future>(future: F) {
    let mut future = pin!(future);
    let _ = future.as_mut().poll(&mut Context::from_waker(Waker::noop()));
}

#[track_caller]
fn counted(name: &str, expected: [u64; 4]) {
    let snapshot = telemetry_core::snapshot();
    let name = format!("instrumented_panics::{name}");
    let callsite = snapshot.find(&name).unwrap_or_else(|| panic!("{name} was called"));
    let found = [callsite.ok(), callsite.errors(), callsite.panics(), callsite.in_flight()];
    assert_eq!(found, expected, "ok, errors, panics, in flight of {name}");
}

#[test]
fn unwinding_counts_as_a_panic() {
    for fail in [true, false, true] {
        let _ = catch_unwind(|| plain(fail));
        let _ = catch_unwind(|| fallible(fail));
        let _ = catch_unwind(|| tracked(fail));
        let _ = catch_unwind(|| sampled(fail));
        let _ = catch_unwind(|| scoped(fail));
        let _ = catch_unwind(|| poll(asynchronous(fail)));
    }
    for name in ["plain", "fallible", "tracked", "sampled", "scoped", "asynchronous"] {
        counted(name, [1, 0, 2, 0]);
    }
    let _ = catch_unwind(local_destructor_panics);
    counted("local_destructor_panics", [0, 0, 1, 0]);
}

#[test]
fn returning_while_another_panic_unwinds_is_no_panic() {
    let unwound = catch_unwind(|| {
        let _calls = CallsWhenDropped;
        panic!("unwinds");
    });
    assert!(unwound.is_err());
    counted("called_by_a_destructor", [1, 0, 0, 0]);
    counted("fallible_in_a_destructor", [0, 1, 0, 0]);
}

#[test]
fn message_and_place_of_a_panic_are_kept() {
    let seen = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let sink = std::sync::Arc::clone(&seen);
    let previous = std::panic::take_hook();
    let here = std::thread::current().id();
    std::panic::set_hook(Box::new(move |info| {
        if std::thread::current().id() == here {
            let place = info.location().expect("a panic has a place");
            let message = info.payload_as_str().unwrap_or_default().to_owned();
            sink.lock().expect("nobody panics").push((message, place.line()));
        }
    }));
    #[instrumented]
    fn fails() -> Result<u8, ()> {
        None::<u8>.expect("nothing there");
        Ok(1)
    }
    let line = line!() - 3;
    let _ = catch_unwind(fails);
    let _ = catch_unwind(|| tracks_its_caller(9));
    let caller = line!() - 1;
    std::panic::set_hook(previous);
    let seen = seen.lock().expect("nobody panics");
    assert_eq!(seen[0], ("nothing there".to_owned(), line));
    assert_eq!(seen[1], ("too much: 9".to_owned(), caller));
}

#[instrumented]
#[track_caller]
fn tracks_its_caller(n: u8) -> Result<u8, ()> {
    if n > 5 {
        let () = panics_at_its_caller(n);
    }
    Ok(n)
}

#[track_caller]
fn panics_at_its_caller(n: u8) {
    panic!("too much: {n}");
}

#[test]
fn a_future_that_panicked_may_be_dropped() {
    let mut future: Pin<Box<dyn Future<Output = Result<u8, ()>>>> = Box::pin(dropped_after());
    let polled = catch_unwind(AssertUnwindSafe(|| {
        let _ = future.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    }));
    assert!(polled.is_err());
    drop(future);
    counted("dropped_after", [0, 0, 1, 0]);
}

#[instrumented]
async fn dropped_after() -> Result<u8, ()> {
    panic!("at once");
}
