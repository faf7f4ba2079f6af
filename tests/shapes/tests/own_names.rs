//! The user has items, locals, labels, lifetimes and generics of the very names that an
//! expansion writes. Those of the user's mean what they meant.

#![allow(
    dead_code,
    non_snake_case,
    non_upper_case_globals,
    non_camel_case_types,
    unused_labels,
    clippy::unused_async,
    clippy::used_underscore_binding,
    clippy::used_underscore_items,
    clippy::no_effect_underscore_binding,
    reason = "the functions are there for their names"
)]

mod waiting;

use std::{future::Future, pin::Pin};

use telemetry_core::{Label, count, instrumented, observe, scope};

use waiting::{Later, poll_once};

/// `value`, after a poll that gives nothing.
async fn ready<T>(value: T) -> T {
    Later(false).await;
    value
}

static __TELEMETRY_SITE: u8 = 1;
static __TELEMETRY_VALUES: u8 = 2;

mod __telemetry {
    pub(crate) const fn run() -> u8 {
        3
    }
}

#[derive(Clone, Copy, Label)]
enum Kind {
    __telemetry_slot,
}

/// As a closure that is looked at, with records, labels and the names in the arguments too.
#[instrumented(
    record(site = __TELEMETRY_SITE, value = __TELEMETRY_VALUES, seen = __telemetry_ret),
    labels(kind = Kind::__telemetry_slot),
    err = __telemetry_value if *__telemetry_value == Err(0)
)]
fn looked_at(__telemetry_ret: u8) -> Result<u8, u8> {
    let __telemetry_slot = __telemetry::run();
    Ok(__TELEMETRY_SITE + __TELEMETRY_VALUES + __telemetry_slot + __telemetry_ret)
}

/// As a closure that cannot fail.
#[instrumented]
fn plain<const __telemetry_guard: usize>() -> usize {
    __telemetry_guard + usize::from(__TELEMETRY_SITE) + usize::from(__telemetry::run())
}

/// Behind a guard, with items of those names in front.
#[instrumented]
#[track_caller]
fn guarded<'__telemetry_body>(
    __telemetry_guard: &'__telemetry_body u8,
    _: &u8,
) -> &'__telemetry_body u8 {
    static __TELEMETRY_SITE: u8 = 7;
    mod __telemetry {
        pub(super) static RUN: u8 = 5;
    }
    assert_eq!(__TELEMETRY_SITE + __telemetry::RUN, 12);
    __telemetry_guard
}

/// In place, its ways out noted.
#[instrumented]
#[track_caller]
fn noted(__telemetry_noted: &str) -> Result<u8, std::num::ParseIntError> {
    static __TELEMETRY_SITE: u8 = 7;
    const __telemetry_value: u8 = 6;
    use self::__telemetry::run as __telemetry_site;
    let parsed: u8 = __telemetry_noted.parse()?;
    Ok(parsed + __TELEMETRY_SITE + __telemetry_value + __telemetry_site())
}

/// Parameters that are bound anew, in a body with a label of that name.
#[instrumented]
fn bound((__telemetry_held0, _): (String, String), mut __telemetry_arg0: String) -> String {
    __telemetry_arg0.push_str(&__telemetry_held0);
    '__telemetry_body: loop {
        for byte in 0..3 {
            if byte == 1 {
                break '__telemetry_body;
            }
        }
    }
    __telemetry_arg0
}

/// As a future that is returned.
#[instrumented]
async fn single(__telemetry_never: String) -> Result<usize, ()> {
    let __telemetry_ret = ready(__telemetry_never).await;
    Ok('__telemetry_body: {
        if __telemetry_ret.is_empty() {
            break '__telemetry_body 0;
        }
        __telemetry_ret.len() + usize::from(__TELEMETRY_SITE)
    })
}

/// As an `async fn` with its body in place.
#[instrumented]
#[must_use = "it is awaited"]
async fn metered(__telemetry_meter: u8) -> Result<u8, u8> {
    let __telemetry_value = ready(Ok::<u8, u8>(__telemetry_meter)).await?;
    Ok(__telemetry_value + __TELEMETRY_SITE)
}

/// Futures made by hand, in a box and in place.
#[instrumented]
#[track_caller]
fn by_hand(__telemetry_future: u8) -> impl Future<Output = u8> {
    let __telemetry_measured = __telemetry_future + __TELEMETRY_SITE;
    ready(__telemetry_measured)
}

type SomeFuture = Pin<Box<dyn Future<Output = u8>>>;

#[instrumented]
fn aliased(__telemetry_made: u8) -> SomeFuture {
    let made = __telemetry_made + __TELEMETRY_SITE;
    Box::pin(ready(made))
}

#[test]
fn the_users_names_mean_what_they_meant() {
    assert_eq!(looked_at(4), Ok(10));
    assert_eq!(plain::<5>(), 9);
    assert_eq!(guarded(&8, &9), &8);
    assert_eq!(noted("1"), Ok(17));
    assert_eq!(bound(("b".to_owned(), String::new()), "a".to_owned()), "ab");
    assert_eq!(poll_once(single("four".to_owned())), Ok(5));
    assert_eq!(poll_once(metered(1)), Ok(2));
    assert_eq!(poll_once(by_hand(1)), 2);
    assert_eq!(poll_once(aliased(1)), 2);
}

#[test]
fn macros_leave_the_users_names_alone() {
    let __telemetry_slot = __TELEMETRY_SITE;
    let _scope = scope!("own_names::scope", labels(kind = Kind::__telemetry_slot));
    count!("own_names::count", __telemetry::run());
    count!("own_names::count", u64::from(__TELEMETRY_SITE));
    observe!("own_names::observe", __telemetry_slot);
    let snapshot = telemetry_core::snapshot();
    let counter = snapshot.counters().find(|counter| counter.name() == "own_names::count");
    assert_eq!(counter.map(telemetry_core::CounterSnapshot::value), Some(4));
}

/// What is derived for a type that has names like those of the derive.
mod derived {
    use std::marker::PhantomData;
    use telemetry_anonymize::Anonymize;

    #[derive(Anonymize)]
    enum Names<'__telemetry, '__telemetry_lent, __telemetry_types> {
        Some {
            #[anonymize(skip)]
            __telemetry_0: PhantomData<&'__telemetry u8>,
            #[anonymize(skip)]
            __telemetry_part: PhantomData<&'__telemetry_lent __telemetry_types>,
            __telemetry_names: String,
            __telemetry_anonymizer: u8,
        },
    }
}
