//! Functions that return `impl Future` and a trait more, which the measured future has not:
//! their future is handed out as it is, and the call that made it is measured.
#![deny(warnings, clippy::all, clippy::pedantic)]
#![allow(clippy::manual_async_fn, reason = "it is written by hand")]

mod waiting;

use std::{
    fmt::Debug,
    future::{Future, Ready, ready},
    panic::{RefUnwindSafe, UnwindSafe},
};

use telemetry_core::instrumented;
use waiting::{Later, poll_once};

/// A trait of the user's, of one future alone.
trait Named {
    fn name(&self) -> &'static str;
}

impl Named for Ready<u8> {
    fn name(&self) -> &'static str {
        "ready"
    }
}

#[instrumented]
fn copied(n: u8) -> impl Future<Output = u8> + Clone {
    ready(n)
}

#[instrumented]
fn named(n: u8) -> impl Future<Output = u8> + Named + Debug + Send {
    ready(n)
}

#[instrumented]
fn nothing_more(n: u8) -> impl Future<Output = u8> + Send + Sync + UnwindSafe + RefUnwindSafe {
    async move {
        Later(false).await;
        n
    }
}

#[test]
fn a_future_that_is_more_is_handed_out_as_it_is() {
    let first = copied(1);
    assert_eq!((poll_once(first.clone()), poll_once(first)), (1, 1));
    let future = named(2);
    assert_eq!((future.name(), format!("{future:?}")), ("ready", "Ready(Some(2))".to_owned()));
    assert_eq!((poll_once(future), poll_once(nothing_more(3))), (2, 3));
    let snapshot = telemetry_core::snapshot();
    let timed = |name: &str| {
        let found = snapshot.find(&format!("{}::{name}", module_path!())).expect("it was called");
        (found.ok(), found.busy().is_some())
    };
    assert_eq!(
        (timed("copied"), timed("named"), timed("nothing_more")),
        ((1, false), (1, false), (1, true))
    );
}
