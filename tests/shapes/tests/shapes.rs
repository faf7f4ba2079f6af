//! Functions of every shape, instrumented, under the strictest lints: they compile
//! without a warning and do what they would do bare.
#![deny(warnings, clippy::all, clippy::pedantic)]
#![forbid(unsafe_code)]
#![allow(
    clippy::unused_async,
    clippy::uninlined_format_args,
    clippy::unnecessary_wraps,
    clippy::needless_lifetimes,
    clippy::elidable_lifetime_names,
    clippy::unnecessary_to_owned,
    clippy::unused_self,
    clippy::missing_const_for_fn,
    clippy::redundant_static_lifetimes,
    reason = "shapes, not style"
)]

mod waiting;

use std::{
    cell::Cell,
    fmt::{self, Debug},
    future::Future,
    panic::Location,
    pin::Pin,
    rc::Rc,
    sync::Arc,
};

use telemetry_core::instrumented;
use waiting::{Later, poll_once};

mod receiving {
    use super::*;

    #[derive(Clone, Debug, Default)]
    pub(super) struct Own {
        pub(super) name: String,
        pub(super) count: Cell<u32>,
    }

    #[instrumented]
    impl Own {
        pub(super) const LIMIT: usize = if true { 2 } else { 1 };

        pub(super) const fn compile_time() -> usize {
            Self::LIMIT
        }

        pub(super) fn by_value(self) -> String {
            self.name
        }

        pub(super) fn by_value_fallible(self, fail: bool) -> Result<String, Self> {
            if fail { Err(self) } else { Ok(self.name) }
        }

        pub(super) fn mut_value(mut self) -> Result<Self, ()> {
            self.name.push('!');
            Ok(self)
        }

        pub(super) fn boxed(self: Box<Self>) -> Result<Box<Self>, ()> {
            Ok(self)
        }

        pub(super) fn counted(self: Rc<Self>) -> Result<usize, ()> {
            Ok(Rc::strong_count(&self))
        }

        pub(super) fn shared(self: &Arc<Self>) -> Result<usize, ()> {
            Ok(Arc::strong_count(self))
        }

        pub(super) fn pinned(self: Pin<&mut Self>) -> Result<&mut String, ()> {
            Ok(&mut self.get_mut().name)
        }

        pub(super) async fn pinned_async(self: Pin<&mut Self>) -> Result<(), ()> {
            Later(false).await;
            self.get_mut().name.push('?');
            Ok(())
        }

        pub(super) async fn by_value_async(self) -> String {
            Later(false).await;
            self.name
        }

        pub(super) async fn mut_value_async(mut self) -> String {
            self.name.push('+');
            Later(false).await;
            self.name
        }

        pub(super) async fn unused_self(self: Rc<Self>) -> u8 {
            Later(false).await;
            1
        }

        pub(super) fn patterns(
            (a, _): (u8, u8),
            [b, ..]: [u8; 3],
            Self { name, .. }: Self,
        ) -> Result<usize, ()> {
            Ok(usize::from(a) + usize::from(b) + name.len())
        }

        pub(super) async fn patterns_async(
            &self,
            (mut a, _): (u8, u8),
            _: String,
            Self { name, .. }: Self,
        ) -> usize {
            a += 1;
            Later(false).await;
            usize::from(a) + name.len()
        }

        #[instrumented(skip)]
        pub(super) fn skipped(&self) -> u32 {
            self.count.get()
        }

        #[instrumented(name = "own.labelled", labels(op = "x"))]
        pub(super) fn labelled(&self) -> u32 {
            self.count.get()
        }
    }
}

#[test]
fn every_receiver_and_pattern_is_taken() {
    let own = receiving::Own { name: "n".to_owned(), count: Cell::new(1) };
    assert_eq!(receiving::Own::compile_time(), 2);
    assert_eq!(own.clone().by_value(), "n");
    assert_eq!(own.clone().by_value_fallible(false).unwrap(), "n");
    assert_eq!(own.clone().by_value_fallible(true).unwrap_err().name, "n");
    assert_eq!(own.clone().mut_value().unwrap().name, "n!");
    assert_eq!(Box::new(own.clone()).boxed().unwrap().name, "n");
    let shared = Rc::new(own.clone());
    assert_eq!(Rc::clone(&shared).counted(), Ok(2));
    assert_eq!(Rc::strong_count(&shared), 1);
    #[allow(clippy::arc_with_non_send_sync, reason = "a receiver's type, not shared")]
    let arc = Arc::new(own.clone());
    assert_eq!(arc.shared(), Ok(1));
    let mut pinned = own.clone();
    Pin::new(&mut pinned).pinned().unwrap().push('p');
    poll_once(Pin::new(&mut pinned).pinned_async()).unwrap();
    assert_eq!(pinned.name, "np?");
    assert_eq!(poll_once(own.clone().by_value_async()), "n");
    assert_eq!(poll_once(own.clone().mut_value_async()), "n+");
    assert_eq!(poll_once(shared.unused_self()), 1);
    assert_eq!(receiving::Own::patterns((1, 2), [3, 4, 5], own.clone()), Ok(5));
    assert_eq!(poll_once(own.patterns_async((1, 2), String::new(), own.clone())), 3);
    assert_eq!(own.skipped() + own.labelled(), 2);
}

mod generic {
    use super::*;

    #[instrumented]
    pub(super) fn constant<const N: usize, T: Default + Copy>(fill: T) -> Result<[T; N], ()> {
        Ok([fill; N])
    }

    #[instrumented]
    pub(super) fn higher_ranked<F>(apply: F) -> Result<usize, ()>
    where
        F: for<'a> Fn(&'a str) -> &'a str,
    {
        Ok(apply("four").len())
    }

    #[instrumented]
    pub(super) async fn both_positions(
        values: impl IntoIterator<Item = u8>,
    ) -> impl Iterator<Item = u8> {
        let values: Vec<u8> = values.into_iter().collect();
        Later(false).await;
        values.into_iter().map(|value| value + 1)
    }

    #[instrumented]
    pub(super) fn returns_its_parameter<T>(value: T) -> T {
        value
    }

    #[instrumented]
    pub(super) fn lifetime_bound<'a: 'b, 'b>(
        long: &'a str,
        _short: &'b str,
    ) -> Result<&'b str, ()> {
        Ok(long)
    }

    pub(super) trait Store {
        type Item<'a>
        where
            Self: 'a;
        type Error;

        fn get<'a>(&'a self, at: usize) -> Result<Self::Item<'a>, Self::Error>;

        #[instrumented]
        fn first<'a>(&'a self) -> Result<Self::Item<'a>, Self::Error> {
            self.get(0)
        }

        fn later(&self) -> impl Future<Output = usize> + Send;
    }

    #[instrumented]
    impl Store for Vec<u8> {
        type Item<'a> = &'a u8;
        type Error = String;

        fn get<'a>(&'a self, at: usize) -> Result<&'a u8, String> {
            <[u8]>::get(self, at).ok_or_else(|| format!("nothing at {at}"))
        }

        async fn later(&self) -> usize {
            Later(false).await;
            self.len()
        }
    }

    #[instrumented]
    #[allow(async_fn_in_trait, reason = "a shape")]
    pub(super) trait Native {
        async fn required(&self, by: u32) -> Result<u32, String>;

        async fn provided(&self) -> Result<u32, String> {
            Later(false).await;
            self.required(1).await
        }
    }

    #[instrumented]
    impl Native for u32 {
        async fn required(&self, by: u32) -> Result<u32, String> {
            Later(false).await;
            self.checked_sub(by).ok_or_else(|| "below zero".to_owned())
        }
    }

    impl Native for u8 {
        #[instrumented]
        async fn required(&self, by: u32) -> Result<u32, String> {
            u32::from(*self).checked_sub(by).ok_or_else(String::new)
        }
    }
}

#[test]
fn generic_functions_and_traits_keep_their_types() {
    use generic::{Native as _, Store as _};
    assert_eq!(generic::constant::<2, u8>(7), Ok([7, 7]));
    assert_eq!(generic::higher_ranked(|text| &text[1..]), Ok(3));
    assert_eq!(poll_once(generic::both_positions([1, 2])).sum::<u8>(), 5);
    assert_eq!(generic::returns_its_parameter("x"), "x");
    assert_eq!(generic::lifetime_bound("x", &"y".to_owned()), Ok("x"));
    assert_eq!(vec![5].first(), Ok(&5));
    assert!(Vec::new().first().is_err());
    assert_eq!(poll_once(vec![5].later()), 1);
    assert_eq!(poll_once(3_u32.provided()), Ok(2));
    assert!(poll_once(0_u32.provided()).is_err());
    assert_eq!(poll_once(3_u8.provided()), Ok(2));
}

mod futures_by_hand {
    use super::*;

    #[instrumented]
    pub(super) fn eager_then_lazy<'a>(
        calls: &'a Cell<u32>,
        fail: bool,
    ) -> impl Future<Output = Result<u32, String>> + 'a {
        calls.set(calls.get() + 1);
        async move {
            Later(false).await;
            if fail { Err("no".to_owned()) } else { Ok(calls.get()) }
        }
    }

    #[instrumented]
    pub(super) fn boxed<'a>(
        text: &'a str,
        calls: &Cell<u32>,
    ) -> Pin<Box<dyn Future<Output = Result<usize, String>> + Send + 'a>> {
        calls.set(calls.get() + 1);
        if text.is_empty() {
            return Box::pin(std::future::ready(Err("empty".to_owned())));
        }
        Box::pin(async move {
            Later(false).await;
            Ok(text.len())
        })
    }

    #[instrumented]
    pub(super) fn boxed_at_once(n: u32) -> Pin<Box<dyn Future<Output = u32>>> {
        Box::pin(async move {
            if n == 0 {
                return 0;
            }
            boxed_at_once(n - 1).await + 1
        })
    }

    #[instrumented]
    pub(super) async fn recursive(n: u32) -> u32 {
        if n == 0 {
            return 0;
        }
        Box::pin(recursive(n - 1)).await + 1
    }
}

#[test]
fn futures_by_hand_stay_lazy_and_keep_their_early_statements() {
    let calls = Cell::new(0);
    let future = futures_by_hand::eager_then_lazy(&calls, false);
    assert_eq!(calls.get(), 1);
    assert_eq!(poll_once(future), Ok(1));
    assert!(poll_once(futures_by_hand::eager_then_lazy(&calls, true)).is_err());
    let future = futures_by_hand::boxed("abc", &calls);
    assert_eq!(calls.get(), 3);
    assert_eq!(poll_once(future), Ok(3));
    assert!(poll_once(futures_by_hand::boxed("", &calls)).is_err());
    assert_eq!(poll_once(futures_by_hand::boxed_at_once(3)), 3);
    assert_eq!(poll_once(futures_by_hand::recursive(3)), 3);
}

mod attributed {
    use super::*;

    #[instrumented]
    #[track_caller]
    pub(super) fn located() -> &'static Location<'static> {
        Location::caller()
    }

    #[track_caller]
    #[instrumented]
    pub(super) fn located_or_not(fail: bool) -> Result<&'static Location<'static>, String> {
        if fail {
            return Err("no".to_owned());
        }
        let number: u8 = "1".parse().map_err(|_| "no number".to_owned())?;
        assert_eq!(number, 1);
        Ok(Location::caller())
    }

    /// Documented.
    #[cfg_attr(all(), instrumented)]
    #[must_use]
    #[inline]
    pub(super) fn decorated() -> u8 {
        1
    }

    #[must_use = "it is the sum"]
    #[cold]
    #[instrumented]
    #[inline(never)]
    pub(super) async fn decorated_async() -> u8 {
        Later(false).await;
        1
    }

    #[instrumented]
    pub(super) fn inner_attributes(unused: u8) -> Result<u8, ()> {
        #![allow(unused_variables)]
        Ok(1)
    }

    #[instrumented]
    pub(super) fn inner_attributes_plain(unused: u8) -> u8 {
        #![allow(unused_variables)]
        1
    }

    #[instrumented(name = "outer")]
    #[instrumented(name = "inner")]
    pub(super) fn twice(n: u8) -> Result<u8, ()> {
        Ok(n)
    }

    #[instrumented(name = "outer plain")]
    #[instrumented(name = "inner plain")]
    pub(super) fn twice_plain(n: u8) -> u8 {
        n
    }

    #[instrumented(name = "outer async")]
    #[instrumented(name = "inner async")]
    pub(super) async fn twice_async(n: u8) -> u8 {
        Later(false).await;
        n
    }

    #[instrumented]
    pub(super) fn items_first() -> u8 {
        use std::cmp::max;
        const LEAST: u8 = 3;
        fn inner() -> u8 {
            1
        }
        max(inner(), LEAST)
    }

    #[instrumented]
    #[rustfmt::skip]
    pub(super) fn one_line() -> Result<u8, ()> { Ok(1) }

    #[instrumented]
    pub(super) fn delegates() -> Result<u8, ()> {
        one_line()
    }

    #[instrumented]
    pub(super) fn returns_at_the_end(n: u8) -> Result<u8, ()> {
        if n == 0 {
            return Err(());
        }
        one_line()
    }

    #[instrumented]
    pub(super) fn labels_and_loops(limit: u8) -> Result<u8, u8> {
        let mut n = 0;
        'outer: while n < 200 {
            for step in 1..3 {
                n += step;
                if n >= limit {
                    break 'outer;
                }
                if n > 9 {
                    return Err(n);
                }
            }
        }
        Ok(n)
    }
}

#[test]
fn attributes_keep_their_meaning() {
    let (plain, fallible) = (attributed::located(), attributed::located_or_not(false).unwrap());
    assert_eq!(plain.line(), line!() - 1);
    assert_eq!(fallible.line(), line!() - 2);
    assert!(attributed::located_or_not(true).is_err());
    assert_eq!(attributed::decorated() + poll_once(attributed::decorated_async()), 2);
    assert_eq!(attributed::inner_attributes(0), Ok(1));
    assert_eq!(attributed::inner_attributes_plain(0), 1);
    assert_eq!(attributed::twice(4), Ok(4));
    assert_eq!(attributed::twice_plain(4), 4);
    assert_eq!(poll_once(attributed::twice_async(4)), 4);
    let snapshot = telemetry_core::snapshot();
    for kind in ["", " plain", " async"] {
        for name in ["outer", "inner"].map(|layer| format!("{layer}{kind}")) {
            assert_eq!(
                snapshot.find(&name).map(telemetry_core::CallsiteSnapshot::calls),
                Some(1),
                "{name}"
            );
        }
    }
    assert_eq!(attributed::items_first(), 3);
    assert_eq!(attributed::one_line(), attributed::delegates());
    assert_eq!(attributed::returns_at_the_end(1), Ok(1));
    assert!(attributed::returns_at_the_end(0).is_err());
    assert_eq!(attributed::labels_and_loops(4), Ok(4));
    assert_eq!(attributed::labels_and_loops(99), Err(10));
}

#[instrumented]
#[test]
fn a_test_may_be_instrumented() -> Result<(), String> {
    Ok(())
}

#[instrumented(sample = 2, level = 3)]
mod whole {
    //! A module with everything in it.

    use std::collections::HashMap as Map;

    pub(super) static SEEN: u8 = if TABLE[0] == 1 { 1 } else { 2 };
    pub(super) const TABLE: [u8; 2] = if 1 < SEEN_TWICE { [1, 2] } else { [2, 1] };
    const SEEN_TWICE: u8 = 1 << 1;

    pub(super) struct Plain(pub(super) u8);

    pub(super) struct Braced {
        pub(super) map: Map<u8, u8>,
    }

    macro_rules! made {
        ($name:ident, $body:block, $kind:ty) => {
            #[telemetry_core::instrumented]
            pub(super) fn $name() -> $kind $body
        };
    }

    made!(by_macro, { Ok(3) }, Result<u8, ()>);
    made!(by_macro_plain, { 3 }, u8);

    impl Braced {
        pub(super) fn get(&self) -> Option<&u8> {
            self.map.get(&1)
        }
    }

    impl Plain {
        pub(super) fn get(&self) -> Result<u8, ()> {
            Ok(self.0)
        }
    }

    pub(super) mod deeper {
        pub(crate) fn function() -> u8 {
            7
        }

        #[cfg(test)]
        mod tests {
            /// Not `function`, whose calls another test counts meanwhile.
            fn helper() -> u8 {
                7
            }

            #[test]
            fn left_alone() {
                assert_eq!(helper(), 7);
            }
        }
    }

    pub(super) fn outer() -> u8 {
        deeper::function()
    }

    pub(super) trait Named {
        const SIDES: u8;
        type Side;

        fn required(&self) -> u8;

        fn provided(&self) -> Result<u8, ()> {
            Ok(self.required() + Self::SIDES)
        }
    }

    pub(super) trait Object {
        fn value(&self) -> u8;
    }

    impl dyn Object {
        pub(super) fn doubled(&self) -> Result<u8, ()> {
            Ok(self.value() * 2)
        }
    }

    #[derive(Clone, Copy)]
    pub(super) enum Shape {
        Round = 1 << 2,
        Square,
    }

    pub(super) union Bits {
        pub(super) byte: u8,
        #[allow(dead_code, reason = "one side is read")]
        pub(super) signed: i8,
    }

    impl Named for Shape {
        const SIDES: u8 = 1;
        type Side = u8;

        fn required(&self) -> u8 {
            *self as u8
        }
    }

    impl Object for Shape {
        fn value(&self) -> u8 {
            self.required()
        }
    }

    macro_rules! items {
        () => {
            pub(super) fn unseen() -> u8 {
                8
            }
        };
    }

    items!();
}

#[test]
fn items_of_every_kind_stand_in_an_instrumented_module() {
    use whole::{Named as _, Object};
    assert_eq!(whole::Shape::Square.provided(), Ok(6));
    let object: &dyn Object = &whole::Shape::Round;
    assert_eq!(object.doubled(), Ok(8));
    let side: <whole::Shape as whole::Named>::Side = whole::unseen();
    assert_eq!(side, 8);
    assert_eq!(size_of_val(&whole::Bits { byte: 1 }), 1);
    let snapshot = telemetry_core::snapshot();
    let calls = |end: &str| {
        let here = snapshot.callsites().filter(|c| c.name().contains("::whole::"));
        here.filter(|c| c.name().ends_with(end))
            .map(telemetry_core::CallsiteSnapshot::calls)
            .sum::<u64>()
    };
    assert_eq!((calls("::provided"), calls("::doubled"), calls("::unseen")), (1, 1, 0));
}

#[test]
fn a_whole_module_may_be_instrumented() {
    assert_eq!(whole::by_macro(), Ok(3));
    assert_eq!(whole::by_macro_plain(), 3);
    assert_eq!(whole::Plain(whole::SEEN + whole::TABLE[1]).get(), Ok(3));
    assert_eq!(whole::Braced { map: [(1, 2)].into() }.get(), Some(&2));
    assert_eq!(whole::outer(), 7);
    let snapshot = telemetry_core::snapshot();
    let deep =
        snapshot.callsites().find(|c| c.name().ends_with("whole::deeper::function")).unwrap();
    assert_eq!((deep.calls(), deep.level()), (1, 3));
}

struct Formatted;

#[instrumented]
impl fmt::Display for Formatted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("formatted")
    }
}

const IN_A_CONST: fn() -> u8 = {
    #[instrumented]
    fn inside() -> u8 {
        4
    }
    inside
};

#[test]
fn functions_stand_in_impls_and_const_blocks() {
    assert_eq!(Formatted.to_string(), "formatted");
    assert_eq!(IN_A_CONST(), 4);
}
