//! A call that unwinds counts as a panic, once, and is not left in flight; one that
//! returns while another panic unwinds does not.

#![allow(
    clippy::items_after_statements,
    clippy::unnecessary_literal_unwrap,
    clippy::unused_async,
    clippy::manual_async_fn,
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

#[path = "outside/alone.rs"]
mod alone;

use alone::alone;

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

/// Three that stay in place behind a guard, which has to ask what unwinds.
#[instrumented]
#[track_caller]
fn tracked_in_a_destructor(fail: bool) -> Result<u8, ()> {
    std::thread::sleep(NAP);
    if fail { Err(()) } else { Ok(1) }
}

#[instrumented(sample = 1)]
#[track_caller]
fn sampled_in_a_destructor() -> u8 {
    1
}

#[instrumented(record(size = 7))]
#[track_caller]
fn recorded_in_a_destructor() -> u8 {
    1
}

const NAP: std::time::Duration = std::time::Duration::from_millis(3);

struct CallsWhenDropped;

impl Drop for CallsWhenDropped {
    fn drop(&mut self) {
        called_by_a_destructor();
        let _ = fallible_in_a_destructor();
        for fail in [false, true, false] {
            let _ = tracked_in_a_destructor(fail);
            sampled_in_a_destructor();
            recorded_in_a_destructor();
        }
        let _guard = telemetry_core::scope!("instrumented_panics::scoped_in_a_destructor");
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
    counted("tracked_in_a_destructor", [2, 1, 0, 0]);
    counted("sampled_in_a_destructor", [3, 0, 0, 0]);
    counted("recorded_in_a_destructor", [3, 0, 0, 0]);
    counted("scoped_in_a_destructor", [1, 0, 0, 0]);
    let snapshot = telemetry_core::snapshot();
    let name = "instrumented_panics::tracked_in_a_destructor";
    let durations = snapshot.find(name).expect("it was called").duration();
    assert_eq!(durations.count(), 3, "a call in a destructor is timed like any other");
    let shortest = std::time::Duration::from_nanos(durations.min());
    assert!(shortest >= NAP, "{shortest:?}");
    // Out of the destructor the same callsites count as before.
    assert_eq!(tracked_in_a_destructor(false), Ok(1));
    counted("tracked_in_a_destructor", [3, 1, 0, 0]);
}

#[test]
fn message_and_place_of_a_panic_are_kept() {
    let seen = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let sink = std::sync::Arc::clone(&seen);
    let _alone = alone();
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

/// The same functions twice, at the same places: as they are, and with the attribute.
macro_rules! twice {
    ($($items:item)*) => {
        mod bare {
            use super::*;
            $($items)*
        }
        #[telemetry_core::instrumented]
        mod annotated {
            use super::*;
            $($items)*
        }
    };
}

twice! {
    pub(super) fn guarded(n: u8) -> u8 {
        assert!(n > 200, "guarded: {n}");
        n
    }

    pub(super) fn noted(text: &str) -> Result<u8, std::num::ParseIntError> {
        let n = text.parse::<u8>()?;
        let twice = text.parse::<u8>()?.checked_mul(2).expect("it is too large");
        Ok(n + twice)
    }

    pub(super) fn wrapped(text: String, at: usize) -> Result<u8, ()> {
        let bytes = text.into_bytes();
        Ok(bytes[at])
    }

    pub(super) fn payload() -> Result<u8, ()> {
        std::panic::panic_any(7_u8)
    }

    pub(super) async fn asynchronous(n: u8) -> Result<u8, ()> {
        std::future::ready(()).await;
        Err::<u8, u8>(n).expect("no error");
        Ok(n)
    }

    pub(super) fn by_hand(n: u8) -> impl Future<Output = Result<u8, ()>> {
        async move {
            assert_eq!(n, 1, "by hand");
            Ok(n)
        }
    }

    pub(super) fn by_hand_at_once(n: u8) -> impl Future<Output = u8> {
        assert_eq!(n, 1, "before the future");
        async move { n }
    }

    pub(super) fn boxed(n: u8) -> Pin<Box<dyn Future<Output = u8>>> {
        Box::pin(async move {
            assert_eq!(n, 1, "boxed");
            n
        })
    }

    #[track_caller]
    pub(super) fn at_the_caller(n: Option<u8>) -> Result<u8, ()> {
        Ok(n.expect("nothing there"))
    }

    pub(super) fn calls_one_that_tracks() -> Result<u8, ()> {
        at_the_caller(None)
    }
}

/// Message or payload, file, line and column of a panic.
type Seen = (String, String, u32, u32);

/// What the hook and the catcher are told while `run` panics.
#[track_caller]
fn panic_of(run: impl FnOnce()) -> (Vec<Seen>, String) {
    thread_local! {
        static SEEN: std::cell::RefCell<Vec<Seen>> = const { std::cell::RefCell::new(Vec::new()) };
    }
    let _alone = alone();
    let previous = std::panic::take_hook();
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().expect("a panic has a place");
        let seen =
            (described(info.payload()), place.file().to_owned(), place.line(), place.column());
        SEEN.with_borrow_mut(|all| all.push(seen));
    }));
    let unwound = catch_unwind(AssertUnwindSafe(run));
    std::panic::set_hook(previous);
    let payload = unwound.expect_err("it panics");
    (SEEN.take(), described(payload.as_ref()))
}

fn described(payload: &(dyn std::any::Any + Send)) -> String {
    let text = payload.downcast_ref::<String>().cloned();
    text.or_else(|| payload.downcast_ref::<&str>().map(|text| (*text).to_owned()))
        .or_else(|| payload.downcast_ref::<u8>().map(|byte| format!("{byte}_u8")))
        .expect("a text or a byte")
}

#[test]
fn panics_are_those_of_the_bare_function() {
    macro_rules! same {
        ($($name:ident, $call:expr, $says:literal;)*) => {$(
            let bare = { use bare::*; panic_of(|| { let _ = $call; }) };
            let annotated = { use annotated::*; panic_of(|| { let _ = $call; }) };
            assert_eq!(bare, annotated);
            assert_eq!(annotated.0.len(), 1);
            assert!(annotated.1.contains($says), "{annotated:?}");
            counted(concat!("annotated::", stringify!($name)), [0, 0, 1, 0]);
        )*};
    }
    same! {
        guarded, guarded(3), "guarded: 3";
        noted, noted("200"), "it is too large";
        wrapped, wrapped("abc".to_owned(), 7), "index is 7";
        payload, payload(), "7_u8";
        asynchronous, poll(asynchronous(3)), "no error: 3";
        by_hand, poll(by_hand(2)), "by hand";
        boxed, poll(boxed(2)), "boxed";
        calls_one_that_tracks, calls_one_that_tracks(), "nothing there";
    }
    let bare = panic_of(|| drop(bare::by_hand_at_once(2)));
    let annotated = panic_of(|| drop(annotated::by_hand_at_once(2)));
    assert_eq!(bare, annotated);
    assert!(annotated.1.contains("before the future"), "{annotated:?}");
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
