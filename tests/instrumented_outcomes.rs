//! How a call ended is told by the type of what it returned.

#![allow(clippy::needless_question_mark, clippy::unused_async, reason = "the `?` is the way out")]

use std::{
    future::Future,
    ops::ControlFlow,
    pin::{Pin, pin},
    task::{Context, Poll, Waker},
};

use telemetry_core::{Classify, Outcome, instrumented};

type Alias<T> = Result<T, NoDebug>;

/// An error without any trait.
struct NoDebug;

enum Reply {
    Done,
    Refused,
}

impl Classify for Reply {
    fn outcome(&self) -> Outcome {
        match self {
            Self::Done => Outcome::Ok,
            Self::Refused => Outcome::Error,
        }
    }
}

#[instrumented]
impl Reply {
    fn of(done: bool) -> Self {
        if done { Self::Done } else { Self::Refused }
    }
}

#[instrumented]
fn alias(fail: bool) -> Alias<()> {
    if fail { Err(NoDebug) } else { Ok(()) }
}

#[instrumented]
fn by_question_mark(text: &str) -> Result<u8, std::num::ParseIntError> {
    Ok(text.parse::<u8>()?)
}

#[instrumented]
async fn asynchronous(fail: bool) -> Alias<()> {
    if fail { Err(NoDebug) } else { Ok(()) }
}

#[instrumented]
fn by_hand(fail: bool) -> impl Future<Output = Alias<()>> {
    async move { if fail { Err(NoDebug) } else { Ok(()) } }
}

#[instrumented]
fn control(stop: bool) -> ControlFlow<()> {
    if stop { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
}

#[instrumented]
fn poll(state: u8) -> Poll<Result<(), ()>> {
    [Poll::Ready(Ok(())), Poll::Ready(Err(())), Poll::Pending][usize::from(state)]
}

#[instrumented]
fn option(some: bool) -> Option<u8> {
    some.then_some(1)
}

#[instrumented(outcome = option)]
fn option_told_apart(some: bool) -> Option<u8> {
    some.then_some(1)
}

#[instrumented(outcome = plain)]
fn never_an_error(fail: bool) -> Alias<()> {
    if fail { Err(NoDebug) } else { Ok(()) }
}

#[derive(Debug, PartialEq)]
enum Failure {
    NotFound,
    Disk(u8),
}

#[instrumented(err = Err(Failure::Disk(_)))]
fn by_pattern(result: Result<(), Failure>) -> Result<(), Failure> {
    result
}

#[instrumented(err = Err(Failure::Disk(code)) if *code > 1)]
async fn by_pattern_with_condition(result: Result<(), Failure>) -> Result<(), Failure> {
    result
}

#[instrumented(err = |length| *length == 0)]
fn by_closure(length: usize) -> usize {
    length
}

#[instrumented(err = Err(Failure::Disk(_)), record(fine = u64::from(ret.is_ok())))]
fn by_pattern_by_hand(result: Result<(), Failure>) -> impl Future<Output = Result<(), Failure>> {
    async move { result }
}

#[instrumented(err = is_fatal, record(length = length))]
fn by_function_boxed(
    result: Result<(), Failure>,
    length: u64,
) -> Pin<Box<dyn Future<Output = Result<(), Failure>>>> {
    Box::pin(async move { result })
}

#[instrumented(outcome = option)]
fn option_by_hand(some: bool) -> impl Future<Output = Option<u8>> {
    std::future::ready(some.then_some(1))
}

#[instrumented(outcome = plain)]
fn plain_boxed(fail: bool) -> Pin<Box<dyn Future<Output = Alias<()>>>> {
    Box::pin(asynchronous_body(fail))
}

async fn asynchronous_body(fail: bool) -> Alias<()> {
    if fail { Err(NoDebug) } else { Ok(()) }
}

fn is_fatal(result: &Result<(), Failure>) -> bool {
    *result == Err(Failure::Disk(9))
}

#[instrumented(err = is_fatal)]
fn by_function(result: Result<(), Failure>) -> Result<(), Failure> {
    result
}

#[instrumented(err = None)]
fn none_is_an_error(some: bool) -> Option<u8> {
    some.then_some(1)
}

#[instrumented]
#[track_caller]
fn tracked(way: u8) -> Result<(), std::num::ParseIntError> {
    if way == 0 {
        return "x".parse::<u8>().map(drop);
    }
    if way == 1 {
        "x".parse::<u8>()?;
    }
    let inside = || -> Result<u8, std::num::ParseIntError> { Ok("x".parse::<u8>()?) };
    drop(inside());
    if way == 2 { "x".parse::<u8>().map(drop) } else { Ok(()) }
}

#[instrumented]
fn parameter_type<T>(value: T) -> T {
    value
}

fn run<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("it waits"),
    }
}

#[track_caller]
fn counted(name: &str, [ok, errors, nones]: [u64; 3]) {
    let snapshot = telemetry_core::snapshot();
    let name = format!("instrumented_outcomes::{name}");
    let callsite = snapshot.find(&name).unwrap_or_else(|| panic!("{name} was called"));
    assert_eq!([callsite.ok(), callsite.errors(), callsite.nones()], [ok, errors, nones], "{name}");
    assert_eq!(callsite.calls(), ok + errors + nones);
    assert_eq!(callsite.in_flight() + callsite.panics() + callsite.cancelled(), 0);
}

#[test]
fn a_result_counts_by_type() {
    let _ = (alias(true), alias(false), alias(true));
    counted("alias", [1, 2, 0]);
    let _ = (by_question_mark("1"), by_question_mark("x"));
    counted("by_question_mark", [1, 1, 0]);
    let _ = (run(asynchronous(true)), run(asynchronous(false)));
    counted("asynchronous", [1, 1, 0]);
    let _ = (run(by_hand(true)), run(by_hand(false)));
    counted("by_hand", [1, 1, 0]);
}

#[test]
fn other_types_count_by_what_they_say() {
    let _ = (Reply::of(true), Reply::of(false), Reply::of(false));
    counted("Reply::of", [1, 2, 0]);
    let _ = (control(true), control(false));
    counted("control", [1, 1, 0]);
    let _ = (poll(0), poll(1), poll(2));
    counted("poll", [1, 1, 1]);
    let _ = parameter_type(Err::<(), ()>(()));
    counted("parameter_type", [1, 0, 0]);
}

#[test]
fn none_is_told_apart_on_request_only() {
    let _ = (option(true), option(false));
    counted("option", [2, 0, 0]);
    let _ = (option_told_apart(true), option_told_apart(false));
    counted("option_told_apart", [1, 0, 1]);
}

#[test]
fn the_user_says_what_an_error_is() {
    let _ = (never_an_error(true), never_an_error(false));
    counted("never_an_error", [2, 0, 0]);
    let results = || [Ok(()), Err(Failure::NotFound), Err(Failure::Disk(1)), Err(Failure::Disk(9))];
    for result in results() {
        let _ = by_pattern(result);
    }
    counted("by_pattern", [2, 2, 0]);
    for result in results() {
        let _ = run(by_pattern_with_condition(result));
    }
    counted("by_pattern_with_condition", [3, 1, 0]);
    for result in results() {
        let _ = by_function(result);
    }
    counted("by_function", [3, 1, 0]);
    let _ = (by_closure(0), by_closure(1));
    counted("by_closure", [1, 1, 0]);
    let _ = (none_is_an_error(true), none_is_an_error(false));
    counted("none_is_an_error", [1, 1, 0]);
}

#[test]
fn a_tracked_caller_does_not_hide_errors() {
    for way in 0..4 {
        let _ = tracked(way);
    }
    counted("tracked", [1, 3, 0]);
}

#[test]
fn futures_by_hand_count_as_the_user_says() {
    for failure in [None, Some(Failure::NotFound), Some(Failure::Disk(1)), Some(Failure::Disk(9))] {
        let _ = run(by_pattern_by_hand(failure.map_or(Ok(()), Err)));
    }
    counted("by_pattern_by_hand", [2, 2, 0]);
    recorded("by_pattern_by_hand", "fine", [4, 1]);
    for (failure, length) in [(Failure::Disk(1), 3), (Failure::Disk(9), 40)] {
        let _ = run(by_function_boxed(Err(failure), length));
    }
    counted("by_function_boxed", [1, 1, 0]);
    recorded("by_function_boxed", "length", [2, 40]);
    let _ = (run(option_by_hand(true)), run(option_by_hand(false)));
    counted("option_by_hand", [1, 0, 1]);
    let _ = (run(plain_boxed(true)), run(plain_boxed(false)));
    counted("plain_boxed", [2, 0, 0]);
}

/// How many values, and the largest.
#[track_caller]
fn recorded(name: &str, value: &str, [count, max]: [u64; 2]) {
    let snapshot = telemetry_core::snapshot();
    let name = format!("instrumented_outcomes::{name}");
    let callsite = snapshot.find(&name).unwrap_or_else(|| panic!("{name} was called"));
    let values = callsite.values(value).unwrap_or_else(|| panic!("{value} was recorded"));
    assert_eq!((values.count(), values.max()), (count, max), "{value} of {name}");
}
