//! Arguments of every pattern, and what is made by `macro_rules!`, instrumented: they
//! do what the bare functions do.
#![deny(warnings)]
#![forbid(unsafe_code)]
#![allow(
    clippy::unused_async,
    clippy::unnecessary_wraps,
    clippy::toplevel_ref_arg,
    clippy::needless_pass_by_value,
    clippy::trivially_copy_pass_by_ref,
    clippy::used_underscore_binding,
    reason = "shapes, not style"
)]

#[macro_use]
mod same;
#[macro_use]
mod twice;
mod waiting;

use std::fmt::Display;

use waiting::{Later, poll_once};

/// A method whose receiver and argument come from the macro's caller.
macro_rules! method {
    ($(#[$attribute:meta])* $name:ident(mut $self:ident, $pattern:pat) $body:block) => {
        $(#[$attribute])*
        pub(super) fn $name(mut $self, $pattern: (u8, u8)) -> Result<u8, u8> $body
    };
}

twice! {
    pub(super) fn by_ref(ref text: String) -> Result<usize, ()> {
        Ok(text.len())
    }

    pub(super) fn by_ref_mut(ref mut text: String, (ref a, mut b): (String, u8)) -> String {
        text.push_str(a);
        b += 1;
        text.push_str(&b.to_string());
        text.clone()
    }

    pub(super) fn bound(all @ (a, _): (u8, u8)) -> Result<(u8, u8), u8> {
        if a == 0 { Err(all.1) } else { Ok(all) }
    }

    pub(super) fn behind_a_reference(&(a, b): &(u8, u8), &mut ref mut c: &mut u8) -> Result<u8, ()> {
        *c += a;
        Ok(*c + b)
    }

    pub(super) fn nested_impl(values: impl IntoIterator<Item = impl Display>) -> Result<String, ()> {
        Ok(values.into_iter().map(|value| value.to_string()).collect())
    }

    pub(super) async fn by_ref_async(ref text: String, all @ [a, ..]: [u8; 2]) -> Result<String, u8> {
        Later(false).await;
        if all[1] == 0 {
            return Err(a);
        }
        Ok(text.clone())
    }

    pub(super) async fn behind_a_reference_async(&(a, b): &(u8, u8)) -> u8 {
        Later(false).await;
        a + b
    }

    pub(super) async fn nested_impl_async(values: impl IntoIterator<Item = impl Display>) -> String {
        Later(false).await;
        values.into_iter().map(|value| value.to_string()).collect()
    }

    pub(super) async fn constant<const N: usize>(values: [u8; N]) -> Result<[u8; N], usize> {
        Later(false).await;
        if N == 0 { Err(N) } else { Ok(values) }
    }

    pub(super) async fn higher_ranked<F>(apply: F) -> Result<usize, ()>
    where
        F: for<'a> Fn(&'a str) -> &'a str,
    {
        Later(false).await;
        Ok(apply("four").len())
    }

    pub(super) struct Boxed(pub(super) u8);

    impl Boxed {
        pub(super) async fn by_box(self: Box<Self>) -> Result<u8, ()> {
            Later(false).await;
            Ok(self.0)
        }

        pub(super) async fn by_mut_box(mut self: Box<Self>, by: u8) -> u8 {
            self.0 += by;
            Later(false).await;
            self.0
        }
    }
}

mod made {
    pub(super) struct Counter(pub(super) u8);

    impl Counter {
        method!(bare(mut self, (a, mut b)) {
            b += 1;
            self.0 += a + b;
            if self.0 > 9 { Err(self.0) } else { Ok(self.0) }
        });
        method!(#[telemetry_core::instrumented] instrumented(mut self, (a, mut b)) {
            b += 1;
            self.0 += a + b;
            if self.0 > 9 { Err(self.0) } else { Ok(self.0) }
        });
    }
}

#[test]
fn every_pattern_of_an_argument_binds_what_it_bound() {
    let text = || "text".to_owned();
    same!(by_ref(text()));
    same!(by_ref_mut(text(), (text(), 1)));
    same!(bound((0, 2)));
    same!(bound((1, 2)));
    same!({
        let mut n = 3;
        (behind_a_reference(&(1, 2), &mut n), n)
    });
    same!(nested_impl(["a", "b"]));
    same!(poll_once(by_ref_async(text(), [1, 2])));
    same!(poll_once(by_ref_async(text(), [1, 0])));
    same!(poll_once(behind_a_reference_async(&(1, 2))));
    same!(poll_once(nested_impl_async([1, 2])));
}

#[test]
fn async_functions_keep_constants_higher_ranked_bounds_and_boxed_receivers() {
    same!(poll_once(constant([1, 2])));
    same!(poll_once(constant([])));
    same!(poll_once(higher_ranked(|text| &text[1..])));
    same!(poll_once(Box::new(Boxed(3)).by_box()));
    same!(poll_once(Box::new(Boxed(3)).by_mut_box(4)));
}

#[test]
fn methods_made_by_a_macro_keep_their_receiver_and_pattern() {
    for arguments in [(1, 1), (5, 5)] {
        assert_eq!(made::Counter(1).bare(arguments), made::Counter(1).instrumented(arguments));
    }
    let snapshot = telemetry_core::snapshot();
    let made = snapshot
        .callsites()
        .find(|c| {
            c.name().ends_with("Counter::instrumented") || c.name().ends_with("made::instrumented")
        })
        .unwrap();
    assert_eq!((made.ok(), made.errors()), (1, 1));
}
