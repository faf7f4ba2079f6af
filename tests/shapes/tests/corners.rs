//! Names of the user's that the macro's own could meet, and functions that a closure or
//! an `impl Future` would change.

#![deny(clippy::all, clippy::pedantic)]
#![allow(
    non_upper_case_globals,
    non_camel_case_types,
    dead_code,
    clippy::items_after_statements,
    clippy::manual_assert,
    clippy::manual_async_fn,
    clippy::missing_safety_doc,
    clippy::needless_pass_by_value,
    clippy::toplevel_ref_arg,
    clippy::unused_async,
    clippy::unused_self,
    clippy::unnecessary_wraps,
    reason = "what is tested has such names and shapes"
)]

mod waiting;

use std::{
    future::Future,
    panic::{AssertUnwindSafe, Location, catch_unwind},
    pin::Pin,
};

use telemetry_core::{count, gauge, instrumented, observe, scope};
use waiting::{Later, poll_once};

/// How often a function of this file ended well, in an error and by a panic, and whether it
/// was timed as a future.
fn ended(name: &str) -> (u64, u64, u64, bool) {
    let name = format!("{}::{}", module_path!(), name);
    let snapshot = telemetry_core::snapshot();
    let found = snapshot.find(&name).expect("it was called");
    (found.ok(), found.errors(), found.panics(), found.busy().is_some())
}

/// Constants that a pattern of the same name would mean.
mod taken {
    pub(crate) static slot: u8 = 0;
    pub(crate) static noted: u8 = 0;
    pub(crate) const started: u8 = 0;
    pub(crate) static value: u8 = 0;
    pub(crate) static arg0: u8 = 0;
    pub(crate) static _guard: u8 = 0;
    pub(crate) static _span: u8 = 0;
    pub(crate) static future: u8 = 0;
    pub(crate) static output: u8 = 0;
    pub(crate) struct ret;
    pub(crate) struct outcome;
}

/// Methods that everything has, and that come before those behind a reference.
trait Everywhere: Sized {
    fn outcome(&self) -> u8 {
        7
    }
    fn at(self, _: usize) {}
    fn start(self) {}
    fn record(self, _: u64) {}
    fn add(self, _: u64) {}
    fn set(self, _: f64) {}
    fn slot(self, _: usize) {}
    fn tried(self, _: u8) {}
    fn returned(self, _: u8) {}
    fn finish(self, _: u8) {}
    fn with_level(self, _: u8) {}
    fn entered(self) {}
}

impl<T> Everywhere for T {}

mod named {
    #[allow(unused_imports, clippy::wildcard_imports)]
    use super::{taken::*, *};

    #[derive(telemetry_core::Label, Clone, Copy)]
    pub(super) enum Kind {
        Read,
        Write,
    }

    #[instrumented(record(size = text.len()))]
    pub(super) fn plain(text: &str) -> usize {
        text.len()
    }

    #[instrumented]
    pub(super) fn guarded(mut n: u8) -> u8 {
        n += 1;
        n
    }

    #[instrumented(labels(kind = kind), record(n = n))]
    pub(super) fn chosen(kind: Kind, n: u8) -> Result<u8, u8> {
        if n > 1 { Err(n) } else { Ok(n) }
    }

    #[instrumented]
    pub(super) fn patterns((a, b): (u8, String)) -> Result<usize, u8> {
        Ok(usize::from(a) + b.len())
    }

    #[instrumented]
    #[track_caller]
    pub(super) fn tracked(n: u8) -> Result<u8, u8> {
        if n == 2 {
            return Err(n);
        }
        Ok(patterns((n, String::new())).map(|_| n)?)
    }

    #[instrumented]
    pub(super) async fn later((a, _): (u8, u8)) -> Result<u8, u8> {
        Ok(a)
    }

    pub(super) fn macros(n: u8) -> u8 {
        let _scope = scope!("corners.scope");
        count!("corners.count", n);
        observe!("corners.observe", n);
        gauge!("corners.gauge", n);
        n
    }
}

#[test]
fn the_users_names_are_not_in_the_way() {
    use named::{Kind, chosen, guarded, later, macros, patterns, plain, tracked};
    assert_eq!((plain("ab"), guarded(1), macros(3)), (2, 2, 3));
    assert_eq!((chosen(Kind::Read, 1), chosen(Kind::Write, 2)), (Ok(1), Err(2)));
    assert_eq!((patterns((1, "a".into())), tracked(1), tracked(2)), (Ok(2), Ok(1), Err(2)));
    assert_eq!(poll_once(later((1, 2))), Ok(1));
    assert_eq!(ended("named::plain"), (1, 0, 0, false));
    assert_eq!(ended("named::guarded"), (1, 0, 0, false));
    assert_eq!(ended("named::patterns"), (2, 0, 0, false));
    assert_eq!(ended("named::tracked"), (1, 1, 0, false));
    assert_eq!(ended("named::later"), (1, 0, 0, true));
    let snapshot = telemetry_core::snapshot();
    let scope = snapshot.find("corners.scope").expect("it was passed");
    let count = snapshot.counters().find(|counter| counter.name() == "corners.count");
    assert_eq!((scope.calls(), count.expect("it was counted").value()), (1, 3));
}

#[instrumented]
async fn never() -> ! {
    Later(false).await;
    panic!("the end")
}

#[instrumented]
async fn never_returns(early: bool) -> ! {
    if early {
        panic!("early");
    }
    Later(false).await;
    std::panic::panic_any(7_u8)
}

#[test]
fn a_future_that_never_returns_is_measured() {
    let panics = |future: Pin<Box<dyn Future<Output = ()>>>| {
        catch_unwind(AssertUnwindSafe(|| poll_once(future))).expect_err("it never returns")
    };
    let said = panics(Box::pin(async { never().await }));
    assert_eq!(said.downcast_ref::<&str>(), Some(&"the end"));
    let said = panics(Box::pin(async { never_returns(true).await }));
    assert_eq!(said.downcast_ref::<&str>(), Some(&"early"));
    let said = panics(Box::pin(async { never_returns(false).await }));
    assert_eq!(said.downcast_ref::<u8>(), Some(&7));
    assert_eq!((ended("never"), ended("never_returns")), ((0, 0, 1, true), (0, 0, 2, true)));
}

#[instrumented]
#[track_caller]
fn by_hand(n: u32) -> impl Future<Output = Result<u32, u32>> {
    let line = Location::caller().line();
    async move {
        Later(false).await;
        if n == 0 { Err(n) } else { Ok(line) }
    }
}

#[instrumented]
#[track_caller]
fn boxed<'a>(text: &'a str) -> Pin<Box<dyn Future<Output = Result<u32, u32>> + Send + 'a>> {
    let line = Location::caller().line();
    if text.is_empty() {
        return Box::pin(std::future::ready(Err(line)));
    }
    Box::pin(async move { Ok(line + text.parse::<u32>().map_err(|_| 0_u32)?) })
}

#[test]
fn the_caller_of_a_function_that_makes_a_future_is_its_caller() {
    let (future, line) = (by_hand(1), line!());
    assert_eq!(poll_once(future), Ok(line));
    assert_eq!(poll_once(by_hand(0)), Err(0));
    let (future, line) = (boxed("1"), line!());
    assert_eq!(poll_once(future), Ok(line + 1));
    let (future, line) = (boxed(""), line!());
    assert_eq!(poll_once(future), Err(line));
    assert_eq!((ended("by_hand"), ended("boxed")), ((1, 1, 0, true), (1, 1, 0, true)));
}

struct Own;

#[instrumented]
impl Own {
    #[cfg_attr(all(), instrumented(name = "corners.renamed"))]
    fn renamed(&self) -> u8 {
        1
    }

    #[cfg_attr(all(), inline, instrumented(skip))]
    fn left(&self) -> u8 {
        2
    }

    #[cfg_attr(any(), instrumented(skip))]
    fn measured(&self) -> u8 {
        3
    }

    #[cfg_attr(all(), inline, must_use)]
    fn unrelated(&self) -> u8 {
        4
    }
}

#[test]
fn a_member_may_speak_under_a_condition() {
    assert_eq!((Own.renamed(), Own.left(), Own.measured(), Own.unrelated()), (1, 2, 3, 4));
    let snapshot = telemetry_core::snapshot();
    let calls = |name: &str| snapshot.find(name).map(telemetry_core::CallsiteSnapshot::calls);
    let method = |name: &str| calls(&format!("{}::Own::{}", module_path!(), name));
    assert_eq!((calls("corners.renamed"), method("renamed")), (Some(1), None));
    assert_eq!((method("left"), method("measured"), method("unrelated")), (None, Some(1), Some(1)));
}

#[instrumented]
fn lends(ref mut text: String, (ref mut more, _): (String, u8)) -> Result<usize, ()> {
    text.push('a');
    more.push('b');
    Ok(text.len() + more.len())
}

#[instrumented]
async fn lends_later(ref mut text: String, &mut ref mut n: &mut u8) -> usize {
    text.push('a');
    Later(false).await;
    *n += 1;
    text.len()
}

#[test]
fn an_argument_may_lend_itself() {
    assert_eq!(lends(String::new(), (String::new(), 1)), Ok(2));
    let mut n = 1;
    assert_eq!((poll_once(lends_later("a".to_owned(), &mut n)), n), (2, 2));
}

/// Without the lint that is allowed above: bodies that begin with items.
mod items {
    #![deny(clippy::items_after_statements)]

    use super::instrumented;

    #[instrumented]
    #[track_caller]
    pub(super) fn tracked() -> Result<u8, ()> {
        use std::cmp::max;
        fn one() -> u8 {
            1
        }
        Ok(max(one(), 0))
    }

    #[instrumented]
    pub(super) fn guarded(mut n: u8) -> u8 {
        async fn later() {}
        unsafe fn careful() -> u8 {
            1
        }
        extern "C" fn foreign() -> u8 {
            1
        }
        union Either {
            small: u8,
            large: u16,
        }
        unsafe trait Marked {}
        unsafe impl Marked for u8 {}
        macro_rules! two {
            () => {
                2
            };
        }
        let either = Either { large: 0 };
        let _ = (later(), careful as unsafe fn() -> u8);
        n += foreign() + two!() + unsafe { either.small };
        n
    }
}

#[test]
fn items_at_the_beginning_of_a_body_stay_there() {
    assert_eq!((items::tracked(), items::guarded(1)), (Ok(1), 4));
}

/// A fold whose loop is left by `return` alone, and whose accumulator is assigned.
#[instrumented]
#[deny(unreachable_code)]
fn folds<B>(mut n: usize, mut acc: B, mut f: impl FnMut(B) -> B) -> B {
    loop {
        acc = f(acc);
        if n == 0 {
            return acc;
        }
        n -= 1;
    }
}

#[test]
fn a_loop_that_only_returns_is_left_as_it_is() {
    assert_eq!(folds(3, 1, |acc| acc * 2), 16);
}
