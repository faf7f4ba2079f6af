//! A future counts from its first poll: completion, cancellation, wall time and busy
//! time.

use std::{
    future::Future,
    pin::{Pin, pin},
    task::{Context, Poll, Waker},
    thread,
    time::Duration,
};

use telemetry_core::{CallsiteSnapshot, instrumented};

/// Pending as many times as it says.
struct Yields(u32);

impl Future for Yields {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        if self.0 == 0 {
            return Poll::Ready(());
        }
        self.0 -= 1;
        Poll::Pending
    }
}

fn poll<F: Future + ?Sized>(future: Pin<&mut F>) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}

#[instrumented]
async fn waits(times: u32) -> Result<u32, ()> {
    Yields(times).await;
    Ok(times)
}

#[instrumented]
async fn never_polled() {
    Yields(1).await;
}

#[instrumented]
async fn cancelled() {
    Yields(u32::MAX).await;
}

#[instrumented]
async fn works_and_waits() {
    thread::sleep(Duration::from_millis(4));
    Yields(1).await;
    thread::sleep(Duration::from_millis(4));
}

#[instrumented]
async fn moves_between_threads(text: String) -> usize {
    Yields(1).await;
    text.len()
}

#[instrumented]
fn boxed(work: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
    Box::pin(async move {
        Yields(1).await;
        thread::sleep(work);
    })
}

fn found(name: &str) -> CallsiteSnapshot {
    let name = format!("instrumented_futures::{name}");
    telemetry_core::snapshot().find(&name).cloned().unwrap_or_else(|| panic!("{name} was polled"))
}

#[test]
fn a_future_counts_once_however_often_it_is_polled() {
    let mut future = pin!(waits(3));
    for _ in 0..3 {
        assert!(poll(future.as_mut()).is_pending());
        assert_eq!(found("waits").in_flight(), 1);
    }
    assert_eq!(poll(future.as_mut()), Poll::Ready(Ok(3)));
    let callsite = found("waits");
    assert_eq!((callsite.calls(), callsite.ok(), callsite.in_flight()), (1, 1, 0));
    assert_eq!(callsite.duration().count(), 1);
}

#[test]
fn a_future_that_was_not_polled_did_not_start() {
    drop(never_polled());
    let snapshot = telemetry_core::snapshot();
    assert!(snapshot.find("instrumented_futures::never_polled").is_none_or(|c| c.calls() == 0));
}

#[test]
fn a_future_dropped_under_way_is_cancelled() {
    {
        let mut future = Box::pin(cancelled());
        assert!(poll(future.as_mut()).is_pending());
        assert!(poll(future.as_mut()).is_pending());
    }
    let callsite = found("cancelled");
    assert_eq!((callsite.calls(), callsite.cancelled(), callsite.in_flight()), (1, 1, 0));
}

#[test]
fn busy_time_is_the_time_inside_poll() {
    let mut future = pin!(works_and_waits());
    assert!(poll(future.as_mut()).is_pending());
    thread::sleep(Duration::from_millis(30));
    assert!(poll(future.as_mut()).is_ready());
    let callsite = found("works_and_waits");
    let (wall, busy) = (callsite.duration().sum(), callsite.busy().expect("a future").sum());
    assert!(busy >= 7_900_000, "{busy} ns inside poll");
    // However long the two polls were held up: the pause between them is not in it.
    assert!(wall >= busy + 29_900_000, "{busy} ns inside poll of {wall} ns in all");
}

#[test]
fn a_future_may_end_on_another_thread() {
    let mut future = Box::pin(moves_between_threads("four".to_owned()));
    assert!(poll(future.as_mut()).is_pending());
    let output = thread::spawn(move || poll(future.as_mut())).join().expect("no panic");
    assert_eq!(output, Poll::Ready(4));
    let callsite = found("moves_between_threads");
    assert_eq!((callsite.calls(), callsite.ok(), callsite.in_flight()), (1, 1, 0));
}

#[test]
fn a_boxed_future_is_measured_and_not_the_boxing_of_it() {
    let mut future = boxed(Duration::from_millis(20));
    assert!(poll(future.as_mut()).is_pending());
    assert!(poll(future.as_mut()).is_ready());
    let callsite = found("boxed");
    assert_eq!(callsite.calls(), 1);
    assert!(callsite.busy().expect("a future").sum() >= 19_900_000);
}
