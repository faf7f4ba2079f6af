//! `async` functions that stay what they are, with their body in place: counted from the first
//! poll to the end, with the time inside `poll` apart, however they end.

#![allow(
    unused_assignments,
    unused_variables,
    clippy::manual_async_fn,
    clippy::needless_pass_by_value,
    clippy::ptr_arg,
    clippy::unnecessary_wraps,
    clippy::unused_async,
    clippy::double_must_use,
    clippy::result_unit_err,
    clippy::let_underscore_future,
    reason = "shapes, not style"
)]

mod waiting;

use std::{
    future::{Future, IntoFuture, Ready, ready},
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    task::{Context, Poll, Waker},
    thread,
    time::Duration,
};

use telemetry_core::{CallsiteSnapshot, Label, instrumented};
use waiting::{Later, poll_once};

fn found(name: &str) -> Option<CallsiteSnapshot> {
    telemetry_core::snapshot().find(&format!("{}::{}", module_path!(), name)).cloned()
}

/// Ok, errors, panics, cancelled and in flight.
fn ended(name: &str) -> [u64; 5] {
    let found = found(name).expect("it was called");
    let [ok, errors] = [found.ok(), found.errors()];
    [ok, errors, found.panics(), found.cancelled(), found.in_flight()]
}

fn poll<F: Future + ?Sized>(future: &mut Pin<Box<F>>) -> Poll<F::Output> {
    future.as_mut().poll(&mut Context::from_waker(Waker::noop()))
}

#[instrumented]
#[must_use]
async fn ends(way: u8) -> Result<u8, ()> {
    Later(false).await;
    if way == 1 {
        return Err(());
    }
    let way = ready(if way == 2 { Err(()) } else { Ok(way) }).await?;
    assert!(way != 3, "told to");
    if way == 4 {
        return Ok(way);
    };
    let last = async { if way == 5 { Err(()) } else { Ok(way) } };
    last.await
}

#[test]
fn each_way_out_is_counted() {
    for way in 0..6 {
        let ended = catch_unwind(|| poll_once(ends(way)));
        match way {
            3 => assert!(ended.is_err()),
            1 | 2 | 5 => assert!(matches!(ended, Ok(Err(())))),
            _ => assert!(matches!(ended, Ok(Ok(_)))),
        }
    }
    assert_eq!(ended("ends"), [2, 3, 1, 0, 0]);
}

#[instrumented]
#[must_use]
async fn waits(times: u8) -> u8 {
    for _ in 0..times {
        Later(false).await;
    }
    times
}

#[instrumented]
#[must_use]
async fn never_polled() -> u8 {
    Later(false).await;
    1
}

#[test]
fn it_counts_from_its_first_poll_and_is_cancelled_where_it_pauses() {
    drop(never_polled());
    assert!(found("never_polled").is_none_or(|found| found.calls() == 0));
    let mut future = Box::pin(waits(2));
    for _ in 0..2 {
        assert!(poll(&mut future).is_pending());
        assert_eq!(ended("waits"), [0, 0, 0, 0, 1]);
    }
    assert_eq!(poll(&mut future), Poll::Ready(2));
    assert_eq!(ended("waits"), [1, 0, 0, 0, 0]);
    for polls in 1..3 {
        let mut future = Box::pin(waits(2));
        for _ in 0..polls {
            assert!(poll(&mut future).is_pending());
        }
    }
    assert_eq!(ended("waits"), [1, 0, 0, 2, 0]);
}

#[instrumented]
#[must_use]
async fn works(between: Duration) -> u8 {
    thread::sleep(between);
    Later(false).await;
    thread::sleep(between);
    ready(1).await
}

#[test]
fn busy_time_is_the_time_inside_poll() {
    let mut future = Box::pin(works(Duration::from_millis(4)));
    assert!(poll(&mut future).is_pending());
    thread::sleep(Duration::from_millis(40));
    assert!(poll(&mut future).is_ready());
    let mut cancelled = Box::pin(works(Duration::ZERO));
    assert!(poll(&mut cancelled).is_pending());
    thread::sleep(Duration::from_millis(40));
    drop(cancelled);
    let found = found("works").expect("it was called");
    let (wall, busy) = (found.duration().sum(), found.busy().expect("a future").sum());
    assert!(busy >= 7_900_000, "{} ns inside poll", busy);
    // However long the polls were held up: the two pauses between them are not in it.
    assert!(wall >= busy + 79_900_000, "{} ns inside poll of {} ns in all", busy, wall);
}

/// Becomes a future where it is awaited.
struct Becomes(u8);

impl IntoFuture for Becomes {
    type Output = u8;
    type IntoFuture = Ready<u8>;

    fn into_future(self) -> Ready<u8> {
        ready(self.0)
    }
}

#[instrumented]
#[must_use]
async fn awaits_all_kinds<F: Future<Output = u8>>(
    generic: F,
    boxed: Pin<Box<dyn Future<Output = u8>>>,
    numbers: &mut [u8],
) -> u8 {
    let mut sum = Becomes(1).await + generic.await + boxed.await;
    let mut lent = Box::pin(async { numbers.iter().sum::<u8>() });
    sum += (&mut lent).await;
    sum + match ready(Some(sum)).await {
        Some(n) if ready(n > 1).await => ready(ready(n).await).await,
        _ => 0,
    }
}

#[test]
fn whatever_can_be_awaited_is() {
    let mut numbers = [1, 2, 3];
    let sum = awaits_all_kinds(ready(10), Box::pin(async { 20 }), &mut numbers);
    assert_eq!(poll_once(sum), 74);
}

/// Polls a future while a panic unwinds.
struct Polls(Option<Pin<Box<dyn Future<Output = u8>>>>);

impl Drop for Polls {
    fn drop(&mut self) {
        if let Some(future) = self.0.take() {
            assert_eq!(poll_once(future), 1);
        }
    }
}

#[instrumented]
#[must_use]
async fn in_a_destructor() -> u8 {
    Later(false).await;
    1
}

#[test]
fn what_runs_while_another_panic_unwinds_has_not_panicked() {
    let unwound = catch_unwind(AssertUnwindSafe(|| {
        let _polls = Polls(Some(Box::pin(in_a_destructor())));
        panic!("told to");
    }));
    assert!(unwound.is_err());
    assert_eq!(ended("in_a_destructor"), [1, 0, 0, 0, 0]);
}

#[instrumented(name = "in_place.sized", record(bytes = text.len(), result = ret))]
#[must_use]
async fn records(text: &str) -> usize {
    Later(false).await;
    text.len() * 2
}

#[instrumented(err = |n: &u8| *n > 1)]
#[must_use]
async fn asks(n: u8) -> u8 {
    Later(false).await;
    if n > 5 {
        return 1;
    }
    n
}

#[test]
fn the_value_that_returns_is_looked_at() {
    assert_eq!(poll_once(records("abc")), 6);
    let snapshot = telemetry_core::snapshot();
    let found = snapshot.find("in_place.sized").expect("it was called");
    let sum = |name| found.values(name).map(telemetry_core::Histogram::sum);
    assert_eq!((sum("bytes"), sum("result")), (Some(3), Some(6)));
    for n in [1, 2, 3, 6] {
        poll_once(asks(n));
    }
    assert_eq!(ended("asks"), [2, 2, 0, 0, 0]);
}

#[derive(Label)]
enum Kind {
    Read,
}

/// The block does not own what the attribute mentions.
#[instrumented(labels(kind = kind), record(size = text.len(), twice = ret * 2))]
fn by_hand(kind: Kind, text: String) -> impl Future<Output = usize> {
    async { Becomes(3).await.into() }
}

#[test]
fn what_the_attribute_mentions_need_not_be_in_the_block() {
    assert_eq!(poll_once(by_hand(Kind::Read, "ab".to_owned())), 3);
    let found = found("by_hand").expect("it was called");
    let sum = |name| found.values(name).map(telemetry_core::Histogram::sum);
    assert_eq!((sum("size"), sum("twice")), (Some(2), Some(6)));
}

#[instrumented]
fn clones(text: &String, way: u8) -> Result<String, ()> {
    if way == 1 {
        return Err(());
    }
    (if way == 2 { Err(()) } else { Ok(()) })?;
    assert!(way != 3, "told to");
    Ok(text.clone())
}

#[instrumented]
fn wraps(n: u8) -> Result<u8, ()> {
    if n == 0 {
        return Ok(1);
    }
    match n {
        1 => Ok(2),
        _ => Ok(n / (3 - n)),
    }
}

#[instrumented]
fn overwrites(mut n: u8, fail: bool) -> Result<u8, u8> {
    n = 2;
    if fail {
        return Err(n);
    }
    Ok(n)
}

#[instrumented(err = Err(3))]
fn overwrites_and_asks(mut n: u8, fail: bool) -> Result<u8, u8> {
    n = 3;
    (if fail { Err(n) } else { Ok(()) })?;
    Ok(n)
}

#[instrumented]
async fn overwrites_later(mut n: u8, fail: bool) -> Result<u8, u8> {
    n = 2;
    Later(false).await;
    if fail { Err(n) } else { Ok(n) }
}

#[test]
fn functions_that_stay_in_place_count_like_the_others() {
    for n in 0..4 {
        let _ = catch_unwind(|| (clones(&String::new(), n).is_ok(), wraps(n)));
        let _ = catch_unwind(|| wraps(n));
    }
    assert_eq!(ended("clones"), [1, 2, 1, 0, 0]);
    assert_eq!(ended("wraps"), [6, 0, 1, 0, 0]);
    for fail in [false, true] {
        assert_eq!(overwrites(1, fail), poll_once(overwrites_later(1, fail)));
        assert_eq!(overwrites_and_asks(1, fail).is_err(), fail);
    }
    assert_eq!(ended("overwrites_and_asks"), [1, 1, 0, 0, 0]);
    assert_eq!(
        (ended("overwrites"), ended("overwrites_later")),
        ([1, 1, 0, 0, 0], [1, 1, 0, 0, 0])
    );
}

/// With the attribute twice.
mod twice {
    use super::*;

    #[instrumented(name = "outer kept")]
    #[instrumented(name = "inner kept")]
    #[must_use]
    pub(super) async fn kept(n: u8) -> Result<u8, ()> {
        Later(false).await;
        ready(Ok(n)).await
    }

    #[instrumented(name = "outer at once")]
    #[instrumented(name = "inner at once")]
    pub(super) async fn at_once(n: u8) -> Result<u8, ()> {
        Ok(n)
    }

    #[instrumented(name = "outer by hand")]
    #[instrumented(name = "inner by hand")]
    pub(super) fn by_hand(n: u8) -> impl Future<Output = Result<u8, ()>> {
        async move { Ok(ready(n).await) }
    }

    #[instrumented(name = "outer noted")]
    #[instrumented(name = "inner noted")]
    #[track_caller]
    pub(super) fn noted(n: u8) -> Result<u8, ()> {
        Ok(n)
    }
}

#[test]
fn the_attribute_may_stand_twice() {
    assert_eq!(poll_once(twice::kept(1)), Ok(1));
    assert_eq!(poll_once(twice::at_once(1)), Ok(1));
    assert_eq!(poll_once(twice::by_hand(1)), Ok(1));
    assert_eq!(twice::noted(1), Ok(1));
    let snapshot = telemetry_core::snapshot();
    for name in ["kept", "at once", "by hand", "noted"] {
        for place in ["outer", "inner"] {
            let name = format!("{} {}", place, name);
            assert_eq!(snapshot.find(&name).map(CallsiteSnapshot::ok), Some(1), "{}", name);
        }
    }
}
