//! Functions that return what is not a plain value, bare and instrumented, under the
//! strictest lints: they give the same and end the same way.
#![deny(warnings, clippy::all, clippy::pedantic)]
#![forbid(unsafe_code)]
#![allow(
    clippy::elidable_lifetime_names,
    clippy::needless_lifetimes,
    clippy::uninlined_format_args,
    clippy::unnecessary_wraps,
    clippy::wildcard_imports,
    reason = "shapes, not style"
)]

#[macro_use]
mod same;
#[macro_use]
mod twice;
mod waiting;

use std::{
    fmt::{Debug, Display},
    ops::ControlFlow,
    panic::catch_unwind,
    task::Poll,
};

use waiting::{Later, poll_once};

twice! {
    type Alias<T> = Result<T, Box<dyn std::error::Error>>;

    pub(super) fn never(say: &str) -> ! {
        panic!("{}", say)
    }

    pub(super) fn unit() {}

    pub(super) fn nested_impl(fail: bool) -> Result<impl Iterator<Item = u8>, String> {
        if fail {
            return Err("no".to_owned());
        }
        Ok(vec![1, 2].into_iter())
    }

    pub(super) fn impl_of_impl() -> impl Iterator<Item = impl Display> {
        (1..=2).map(|n| n * 2)
    }

    pub(super) fn boxed_dyn() -> Box<dyn Fn(u8) -> u8> {
        Box::new(|x| x + 1)
    }

    pub(super) fn dyn_in_result(
        fail: bool,
    ) -> Result<Box<dyn Display>, Box<dyn std::error::Error>> {
        if fail {
            return Err("no".into());
        }
        Ok(Box::new(7))
    }

    pub(super) async fn dyn_in_async(
        fail: bool,
    ) -> Result<Box<dyn Display>, Box<dyn std::error::Error>> {
        Later(false).await;
        if fail {
            return Err("no".into());
        }
        Ok(Box::new(7))
    }

    pub(super) fn alias(text: &str) -> Alias<u8> {
        let number: u8 = text.parse()?;
        if number > 100 {
            Err("too much")?;
        }
        Ok(number)
    }

    pub(super) fn closure<'a>(text: &'a str) -> impl Fn() -> usize + 'a {
        move || text.len()
    }

    pub(super) fn captures<'a, T: Debug>(
        text: &'a str,
        _other: T,
    ) -> impl Fn() -> usize + use<'a, T> {
        move || text.len()
    }

    /// A `'_` would be a lifetime of the closure's argument.
    pub(super) fn compares<'a>(text: &'a str) -> Result<Box<dyn Fn(&'a str) -> &'a str + 'a>, ()> {
        if text.is_empty() {
            return Err(());
        }
        Ok(Box::new(move |other| if other.len() > text.len() { other } else { text }))
    }

    pub(super) fn borrowed<'a>(text: &'a str) -> Result<(&'a str, Box<dyn Display + 'a>), String> {
        let (first, rest) = text.split_once(' ').ok_or_else(|| text.to_owned())?;
        Ok((first, Box::new(rest)))
    }

    pub(super) fn control(stop: bool) -> ControlFlow<u8> {
        if stop { ControlFlow::Break(1) } else { ControlFlow::Continue(()) }
    }

    pub(super) fn function_pointer() -> fn(u8) -> u8 {
        fn inner(x: u8) -> u8 {
            x + 1
        }
        inner
    }

    pub(super) fn integer_literal_of_declared_type() -> Result<u64, ()> {
        Ok(1 << 40)
    }

    pub(super) async fn inferred_collection() -> Vec<u8> {
        let mut made = Vec::new();
        Later(false).await;
        made.extend([1, 2]);
        made
    }

    pub(super) async fn question_mark(text: &str) -> Result<u8, std::num::ParseIntError> {
        Later(false).await;
        Ok(text.parse::<u8>()? + 1)
    }

    pub(super) fn poll(ready: bool) -> Poll<Result<u8, ()>> {
        if ready { Poll::Ready(Err(())) } else { Poll::Pending }
    }
}

#[test]
fn what_is_returned_is_the_same() {
    same!(catch_unwind(|| never("x")).map_err(|said| said.downcast_ref::<String>().cloned()));
    same!(unit());
    same!([true, false].map(|fail| nested_impl(fail).map(Iterator::collect::<Vec<_>>)));
    same!(impl_of_impl().map(|n| n.to_string()).collect::<String>());
    same!(boxed_dyn()(1));
    same!([true, false].map(|fail| shown(dyn_in_result(fail))));
    same!([true, false].map(|fail| shown(poll_once(dyn_in_async(fail)))));
    same!(["9", "x", "101"].map(|text| shown(alias(text))));
    same!(closure("abc")());
    same!(captures("abc", 1)());
    same!(compares("ab").map(|longer| [longer("a"), longer("abc")]));
    same!(compares("").map(|longer| longer("a").len()));
    same!(["a b", "a"].map(|text| borrowed(text).map(|(first, rest)| format!("{first}+{rest}"))));
    same!([true, false].map(control));
    same!(function_pointer()(1));
    same!(integer_literal_of_declared_type());
    same!(poll_once(inferred_collection()));
    same!(["1", "x"].map(|text| poll_once(question_mark(text))));
    same!([true, false].map(poll));
    // How often each ended well, in an error, with nothing, in a panic.
    ended("never", [0, 0, 0, 1]);
    ended("nested_impl", [1, 1, 0, 0]);
    ended("impl_of_impl", [1, 0, 0, 0]);
    ended("dyn_in_result", [1, 1, 0, 0]);
    ended("dyn_in_async", [1, 1, 0, 0]);
    ended("alias", [1, 2, 0, 0]);
    ended("captures", [1, 0, 0, 0]);
    ended("control", [1, 1, 0, 0]);
    ended("inferred_collection", [1, 0, 0, 0]);
    ended("question_mark", [1, 1, 0, 0]);
    ended("poll", [0, 1, 1, 0]);
}

#[track_caller]
fn ended(name: &str, expected: [u64; 4]) {
    let snapshot = telemetry_core::snapshot();
    let name = format!("{}::instrumented::{}", module_path!(), name);
    let found = snapshot.find(&name).expect("it was called");
    let ends = [found.ok(), found.errors(), found.nones(), found.panics()];
    assert_eq!((ends, found.in_flight()), (expected, 0), "{}", name);
}

/// A value or an error, as it is shown.
fn shown<T: Display, E: Display>(result: Result<T, E>) -> Result<String, String> {
    result.map(|value| value.to_string()).map_err(|error| error.to_string())
}
