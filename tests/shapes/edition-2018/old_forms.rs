//! What only edition 2018 can write: trait objects without `dyn`, and words that became
//! keywords or part of the prelude later.
#![allow(
    bare_trait_objects,
    keyword_idents,
    non_camel_case_types,
    reason = "that is what is tested"
)]

#[path = "../tests/waiting/mod.rs"]
mod waiting;

use std::{
    cell::Cell,
    fmt::{Debug, Display},
    future::Future,
    pin::Pin,
    rc::Rc,
};

use telemetry_anonymize::Anonymize;
use telemetry_core::instrumented;
use waiting::{Later, poll_once};

/// Part of the prelude from edition 2021 on.
trait TryFrom {
    fn try_from(self) -> u8;
}

impl TryFrom for u64 {
    fn try_from(self) -> u8 {
        7
    }
}

#[derive(Anonymize)]
struct Old<'a, gen: Debug> {
    gen: String,
    #[anonymize(skip)]
    error: Option<Box<Debug + Send>>,
    #[anonymize(keep, reason = "code")]
    shared: Rc<ToString + 'a>,
    values: [gen; 2],
    points: u64,
}

#[test]
fn the_derive_takes_what_edition_2018_can_write() {
    let offset = "code".to_owned();
    let old = Old {
        gen: "users".to_owned(),
        error: Some(Box::new(1)),
        shared: Rc::new(&offset[1..]),
        values: [1234_u64, 5],
        points: 4711,
    };
    let sent = old.anonymize();
    assert!(sent.gen != "users" && sent.error.is_none());
    assert_eq!((sent.values, sent.points, &*sent.shared.to_string()), ([1000, 5], 4000, "ode"));
    assert_eq!(sent.points.try_from(), 7);
}

#[instrumented]
fn plain(gen: &Display) -> Box<Debug> {
    Box::new(gen.to_string())
}

#[instrumented]
fn fallible(text: &str) -> Result<u8, Box<std::error::Error>> {
    Ok(text.parse()?)
}

#[instrumented]
fn future(n: u8) -> Pin<Box<Future<Output = Result<u8, u8>>>> {
    Box::pin(async move {
        Later(false).await;
        if n == 0 { Err(n) } else { Ok(n) }
    })
}

#[instrumented]
fn borrowed<'a>(calls: &'a Cell<u8>, n: u8) -> Pin<Box<Future<Output = Result<u8, u8>> + 'a>> {
    calls.set(calls.get() + 1);
    if n == 0 {
        return Box::pin(std::future::ready(Err(n)));
    }
    Box::pin(async move { Ok(calls.get()) })
}

#[test]
fn the_attribute_takes_what_edition_2018_can_write() {
    assert_eq!(format!("{:?}", plain(&3)), "\"3\"");
    assert!(fallible("7").is_ok() && fallible("x").is_err());
    assert_eq!((poll_once(future(1)), poll_once(future(0))), (Ok(1), Err(0)));
    let calls = Cell::new(0);
    assert_eq!((poll_once(borrowed(&calls, 1)), poll_once(borrowed(&calls, 0))), (Ok(1), Err(0)));
    let snapshot = telemetry_core::snapshot();
    for (name, expected, is_future) in [
        ("plain", (1, 0), false),
        ("fallible", (1, 1), false),
        ("future", (1, 1), true),
        ("borrowed", (1, 1), true),
    ]
    .iter()
    {
        let found = snapshot.find(&format!("old_forms_2018::{}", name)).expect(name);
        assert_eq!((found.ok(), found.errors()), *expected, "{}", name);
        assert_eq!(found.busy().is_some(), *is_future, "{}", name);
    }
}

#[instrumented]
fn adds(f: &Fn(u8) -> u8) -> Box<Fn(u8) -> u8> {
    let first = f(1);
    Box::new(move |x| x + first)
}

#[instrumented]
fn checks(f: &mut FnMut(u8) -> Result<u8, u8>) -> Result<u8, u8> {
    let first = f(1)?;
    f(first)
}

#[instrumented]
async fn later(f: Box<std::ops::Fn(u8) -> u8>, n: u8) -> Option<Box<Fn() -> u8>> {
    Later(false).await;
    let n = f(n).checked_add(1)?;
    Some(Box::new(move || n))
}

struct Handlers(Vec<Box<Fn() -> u8>>);

#[instrumented]
impl Handlers {
    fn push(&mut self, handler: Box<Fn() -> u8>) {
        self.0.push(handler);
    }

    fn first(&self) -> Option<&Fn() -> u8> {
        self.0.first().map(|first| &**first)
    }
}

#[test]
fn trait_objects_of_functions_need_no_dyn() {
    assert_eq!(adds(&|x| x + 1)(3), 5);
    assert_eq!(checks(&mut |x| if x > 1 { Err(x) } else { Ok(x + 1) }), Err(2));
    let last = poll_once(later(Box::new(|x| x * 2), 4)).expect("it is no overflow");
    assert_eq!(last(), 9);
    let mut handlers = Handlers(Vec::new());
    handlers.push(Box::new(|| 7));
    assert_eq!(handlers.first().expect("it was pushed")(), 7);
    let snapshot = telemetry_core::snapshot();
    let checks = snapshot.find(concat!(module_path!(), "::checks")).expect("it was called");
    assert_eq!((checks.ok(), checks.errors()), (0, 1));
}
