//! What the attribute adds to a future: at most 64 bytes per level, no auto trait
//! lost or gained, and few steps for the compiler's proof that it is `Send`.
#![recursion_limit = "150"]
#![allow(
    clippy::large_types_passed_by_value,
    clippy::large_futures,
    clippy::needless_pass_by_value,
    clippy::print_stdout,
    clippy::manual_async_fn,
    reason = "large futures are what is measured"
)]

#[macro_use]
#[path = "shapes/tests/twice/mod.rs"]
mod twice;

use std::{
    future::{Future, Ready, ready},
    mem::size_of_val,
    panic::{RefUnwindSafe, UnwindSafe},
    rc::Rc,
};

/// The most that one level may add.
const PER_LEVEL: usize = 64;

twice! {
pub(super) async fn large(a: [u8; 4096]) -> usize {
    ready(()).await;
    a.len()
}

pub(super) async fn small(n: u8) -> u8 {
    ready(n).await
}

pub(super) async fn borrows(text: &str) -> Result<usize, ()> {
    ready(()).await;
    Ok(text.len())
}

pub(super) async fn nested_1(a: [u8; 1024]) -> usize {
    nested_2(a).await
}

async fn nested_2(a: [u8; 1024]) -> usize {
    nested_3(a).await
}

async fn nested_3(a: [u8; 1024]) -> usize {
    nested_4(a).await
}

async fn nested_4(a: [u8; 1024]) -> usize {
    nested_5(a).await
}

async fn nested_5(a: [u8; 1024]) -> usize {
    ready(()).await;
    a.len()
}

pub(super) fn by_hand(n: u8) -> impl Future<Output = u8> {
    ready(n)
}

pub(super) struct Method([u8; 100]);

impl Method {
    pub(super) const fn new() -> Self {
        Self([0; 100])
    }

    pub(super) async fn by_value(self) -> usize {
        ready(()).await;
        self.0.len()
    }
}

/// Moved on and not copied.
pub(super) struct Big(pub(super) [u8; 1024]);

pub(super) async fn takes(big: Big) -> usize {
    ready(()).await;
    big.0.len()
}

pub(super) async fn passes_on(big: Big) -> Result<usize, ()> {
    Ok(takes(big).await)
}

pub(super) trait Passes {
    #[allow(async_fn_in_trait, reason = "a shape")]
    async fn pass(&self, big: Big) -> usize;
}

impl Passes for u8 {
    async fn pass(&self, big: Big) -> usize {
        takes(big).await
    }
}

    pub(super) async fn sendable(text: String) -> usize {
        ready(()).await;
        text.len()
    }

    pub(super) async fn not_sendable(shared: Rc<u8>) -> u8 {
        ready(()).await;
        *shared
    }

    pub(super) async fn not_sync(cell: std::cell::Cell<u8>) -> u8 {
        ready(()).await;
        cell.get()
    }

    pub(super) fn unpin(n: u8) -> impl Future<Output = u8> {
        ready(n)
    }

    pub(super) fn named(n: u8) -> Ready<u8> {
        ready(n)
    }
}

#[track_caller]
fn adds_at_most(levels: usize, bare: usize, instrumented: usize) {
    println!("{bare} bytes bare, {instrumented} instrumented, {levels} levels");
    assert!(instrumented <= bare + levels * PER_LEVEL, "{instrumented} against {bare}");
}

#[test]
fn a_level_adds_at_most_64_bytes() {
    let array = [0; 4096];
    adds_at_most(1, size_of_val(&bare::large(array)), size_of_val(&instrumented::large(array)));
    adds_at_most(1, size_of_val(&bare::small(1)), size_of_val(&instrumented::small(1)));
    adds_at_most(1, size_of_val(&bare::borrows("")), size_of_val(&instrumented::borrows("")));
    let array = [0; 1024];
    adds_at_most(
        5,
        size_of_val(&bare::nested_1(array)),
        size_of_val(&instrumented::nested_1(array)),
    );
    adds_at_most(1, size_of_val(&bare::by_hand(1)), size_of_val(&instrumented::by_hand(1)));
    adds_at_most(
        1,
        size_of_val(&bare::Method::new().by_value()),
        size_of_val(&instrumented::Method::new().by_value()),
    );
}

#[test]
fn what_is_moved_on_is_not_stored_once_more() {
    let array = [0; 1024];
    let (bare_big, big) = (|| bare::Big(array), || instrumented::Big(array));
    adds_at_most(
        1,
        size_of_val(&bare::takes(bare_big())),
        size_of_val(&instrumented::takes(big())),
    );
    adds_at_most(
        2,
        size_of_val(&bare::passes_on(bare_big())),
        size_of_val(&instrumented::passes_on(big())),
    );
    adds_at_most(
        2,
        size_of_val(&bare::Passes::pass(&1, bare_big())),
        size_of_val(&instrumented::Passes::pass(&1, big())),
    );
}

/// `true` or `false` for each auto trait, by the type alone.
macro_rules! auto_traits {
    ($value:expr) => {{
        #[allow(unused_imports)]
        use fallback::*;
        let value = $value;
        let probe = Probe(&value);
        [probe.is_send(), probe.is_sync(), probe.is_unpin(), probe.unwinds(), probe.ref_unwinds()]
    }};
}

struct Probe<'a, T>(#[allow(dead_code)] &'a T);

macro_rules! has {
    ($method:ident, $bound:ident) => {
        impl<T: $bound> Probe<'_, T> {
            fn $method(&self) -> bool {
                true
            }
        }
    };
}

has!(is_send, Send);
has!(is_sync, Sync);
has!(is_unpin, Unpin);
has!(unwinds, UnwindSafe);
has!(ref_unwinds, RefUnwindSafe);

mod fallback {
    use super::Probe;

    macro_rules! has_not {
        ($($trait:ident $method:ident)*) => {$(
            #[allow(dead_code, reason = "not every fallback is needed")]
            pub(super) trait $trait {
                fn $method(&self) -> bool {
                    false
                }
            }
            impl<T> $trait for Probe<'_, T> {}
        )*};
    }

    has_not!(A is_send B is_sync C is_unpin D unwinds E ref_unwinds);
}

#[test]
fn auto_traits_are_those_of_the_bare_future() {
    let cell = || std::cell::Cell::new(1);
    let expected = [
        auto_traits!(bare::sendable(String::new())),
        auto_traits!(bare::not_sendable(Rc::new(1))),
        auto_traits!(bare::not_sync(cell())),
        auto_traits!(bare::unpin(1)),
        auto_traits!(bare::named(1)),
    ];
    let found = [
        auto_traits!(instrumented::sendable(String::new())),
        auto_traits!(instrumented::not_sendable(Rc::new(1))),
        auto_traits!(instrumented::not_sync(cell())),
        auto_traits!(instrumented::unpin(1)),
        auto_traits!(instrumented::named(1)),
    ];
    assert_eq!(expected, found);
    assert!(expected[0][0] && !expected[1][0], "the probe tells them apart");
}

macro_rules! chain {
    ($attr:meta: $($name:ident calls $next:ident)*) => {
        $(
            #[telemetry_core::instrumented]
            #[$attr]
            async fn $name(n: u32) -> u32 {
                $next(n).await + 1
            }
        )*
    };
}

/// Twenty-four functions with an attribute: a `must_use` one has to stay an `async fn`.
macro_rules! levels {
    ($module:ident $attr:meta) => {
        mod $module {
            chain! {
                $attr:
                l1 calls l2 l2 calls l3 l3 calls l4 l4 calls l5 l5 calls l6 l6 calls l7 l7 calls l8
                l8 calls l9 l9 calls l10 l10 calls l11 l11 calls l12 l12 calls l13 l13 calls l14
                l14 calls l15 l15 calls l16 l16 calls l17 l17 calls l18 l18 calls l19 l19 calls l20
                l20 calls l21 l21 calls l22 l22 calls l23 l23 calls l24
            }

            #[telemetry_core::instrumented]
            #[$attr]
            async fn l24(n: u32) -> u32 {
                std::future::ready(n).await
            }

            pub(super) fn first(n: u32) -> impl Future<Output = u32> + Send {
                l1(n)
            }
        }
    };
}

levels!(single_layer inline);
levels!(in_place must_use);

#[test]
fn twenty_four_levels_are_proven_send_within_a_recursion_limit_of_150() {
    fn output(future: impl Future<Output = u32> + Send) -> std::task::Poll<u32> {
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        std::pin::pin!(future).poll(&mut context)
    }
    for first in [output(single_layer::first(1)), output(in_place::first(1))] {
        assert_eq!(first, std::task::Poll::Ready(24));
    }
}
