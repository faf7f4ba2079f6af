//! Functions whose return type is called a future: a boxed one behind a name of the user's is
//! measured as the future it is, anything else as the call that it is.
#![deny(warnings, clippy::all, clippy::pedantic)]

mod waiting;

use std::{
    future::{Future, IntoFuture, Ready, ready},
    marker::PhantomData,
    pin::Pin,
    rc::Rc,
};

use telemetry_core::instrumented;
use waiting::{Later, poll_once};

type Fut<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

type LocalFut<T> = Pin<Box<dyn Future<Output = T>>>;

#[instrumented]
fn parsed<'a>(text: &'a str, made: &mut u8) -> Fut<'a, Result<u8, String>> {
    *made += 1;
    if text.is_empty() {
        return Box::pin(ready(Err("empty".to_owned())));
    }
    Box::pin(async move {
        Later(false).await;
        text.parse().map_err(|_| "no number".to_owned())
    })
}

#[instrumented]
fn shared(n: u8) -> LocalFut<Rc<u8>> {
    Box::pin(async move {
        let shared = Rc::new(n);
        Later(false).await;
        shared
    })
}

/// As services have it.
trait Serve {
    type Future: Future<Output = u8>;

    fn call(&mut self) -> Self::Future;
}

struct Boxing;

impl Serve for Boxing {
    type Future = Fut<'static, u8>;

    #[instrumented]
    fn call(&mut self) -> Self::Future {
        Box::pin(async { 1 })
    }
}

struct Handing;

impl Serve for Handing {
    type Future = Ready<u8>;

    #[instrumented]
    fn call(&mut self) -> Self::Future {
        ready(2)
    }
}

/// How often it ended well, in an error and by being dropped, and whether it was a future.
fn ended(name: &str) -> (u64, u64, u64, bool) {
    let snapshot = telemetry_core::snapshot();
    let found = snapshot.find(&format!("{}::{name}", module_path!())).expect("it was called");
    (found.ok(), found.errors(), found.cancelled(), found.busy().is_some())
}

fn sent<T: Send>(value: T) -> T {
    value
}

#[test]
fn a_boxed_future_is_known_behind_another_name() {
    let mut made = 0;
    let future = sent(parsed("7", &mut made));
    assert_eq!((made, poll_once(future)), (1, Ok(7)));
    assert_eq!(poll_once(parsed("x", &mut made)), Err("no number".to_owned()));
    assert_eq!(poll_once(parsed("", &mut made)), Err("empty".to_owned()));
    drop(parsed("never polled", &mut made));
    assert_eq!(ended("parsed"), (1, 2, 0, true));
    assert_eq!(*poll_once(shared(3)), 3);
    assert_eq!(ended("shared"), (1, 0, 0, true));
}

#[test]
fn what_is_called_a_future_and_is_not_in_a_box_is_handed_out() {
    assert_eq!((poll_once(Boxing.call()), poll_once(Handing.call())), (1, 2));
    assert_eq!((ended("Boxing::call").3, ended("Handing::call").3), (false, false));
}

/// Of which nobody says how long it lives.
struct Asking<T>(PhantomData<fn() -> T>);

impl<T: Default> IntoFuture for Asking<T> {
    type Output = Vec<T>;
    type IntoFuture = Fut<'static, Vec<T>>;

    #[instrumented]
    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async { vec![T::default()] })
    }
}

#[instrumented]
fn asked<Answer: Default>() -> Fut<'static, Vec<Answer>> {
    Box::pin(async { vec![Answer::default()] })
}

/// Of what the block says, one does not live long enough, one does, and one is a type.
struct Whole<Answer, Other>(PhantomData<fn() -> (Answer, Other)>);

/// As type parameters mostly are called.
#[derive(Debug, Default, PartialEq)]
struct T;

#[instrumented]
impl<Answer: Default, Other> Whole<Answer, Other>
where
    Other: Default + 'static,
{
    fn open(&self) -> Fut<'static, Vec<Answer>> {
        let _ = self;
        Box::pin(async { vec![Answer::default()] })
    }

    fn passed_on(&self) -> Pin<Box<dyn Future<Output = Vec<Answer>> + Send>> {
        self.open()
    }

    fn closed(&self) -> LocalFut<Vec<Other>> {
        let _ = self;
        Box::pin(async { vec![Other::default()] })
    }

    fn own<Own: Default + 'static>(&self) -> Fut<'static, Vec<Own>> {
        let _ = self;
        Box::pin(async { vec![Own::default()] })
    }

    fn named_like_one(&self) -> Fut<'static, T> {
        let _ = self;
        Box::pin(async { T })
    }
}

#[test]
fn a_block_says_which_types_are_parameters() {
    let whole = Whole::<u8, u8>(PhantomData);
    assert_eq!((poll_once(whole.open()), poll_once(whole.passed_on())), (vec![0], vec![0]));
    assert_eq!((poll_once(whole.closed()), poll_once(whole.own::<u8>())), (vec![0], vec![0]));
    assert_eq!(poll_once(whole.named_like_one()), T);
    let is_future = ["open", "passed_on", "closed", "own", "named_like_one"]
        .map(|name| ended(&format!("Whole::{name}")).3);
    assert_eq!(is_future, [false, false, true, true, true]);
}

#[test]
fn a_box_of_what_may_not_live_long_enough_is_handed_out() {
    assert_eq!(poll_once(Asking::<u8>(PhantomData).into_future()), [0]);
    assert_eq!(poll_once(asked::<u8>()), [0]);
    assert_eq!((ended("Asking::into_future").3, ended("asked").3), (false, false));
}
