//! Where functions stand, what they are called and what stands around them.
#![deny(warnings, clippy::all, clippy::pedantic)]
#![forbid(unsafe_code)]
#![allow(
    clippy::unused_async,
    clippy::unnecessary_wraps,
    clippy::needless_pass_by_value,
    clippy::missing_errors_doc,
    clippy::unused_self,
    clippy::items_after_statements,
    clippy::needless_arbitrary_self_type,
    clippy::used_underscore_binding,
    clippy::let_and_return,
    reason = "shapes, not style"
)]

use std::{
    future::Future,
    ops::{Deref, Index},
    pin::Pin,
    rc::Rc,
    str::FromStr,
    task::{Context, Poll, Waker},
};

use telemetry_core::instrumented;

fn now<F: Future>(future: F) -> F::Output {
    match Box::pin(future).as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("it waits"),
    }
}

/// An error that can do nothing.
struct Opaque;

mod names {
    use super::*;

    #[instrumented]
    pub(super) fn r#match(r#type: u8) -> Result<u8, Opaque> {
        if r#type == 0 { Err(Opaque) } else { Ok(r#type) }
    }

    /// Every name that the attribute uses itself.
    #[instrumented(record(value = ret.as_ref().map_or(0, |n| *n)))]
    pub(super) fn taken(_guard: u8, slot: u8, noted: u8, ret: u8, arg0: u8) -> Result<u8, Opaque> {
        let (__telemetry, value) = (_guard + slot, noted + ret);
        Ok(__telemetry + value + arg0)
    }

    #[instrumented]
    pub(super) fn taken_plain(_guard: u8, slot: u8) -> u8 {
        let _span = _guard + slot;
        _span
    }

    #[instrumented]
    pub(super) async fn taken_later(_guard: u8, (_, _held1): (u8, u8), ret: u8) -> u8 {
        _guard + _held1 + ret
    }

    #[instrumented]
    #[track_caller]
    pub(super) fn taken_tracked(noted: u8) -> Result<u8, Opaque> {
        let noted = r#match(noted)?;
        Ok(noted)
    }
}

#[test]
fn names_of_the_users_and_of_the_attribute_do_not_meet() {
    assert!(names::r#match(0).is_err());
    assert!(matches!(names::taken(1, 2, 3, 4, 5), Ok(15)));
    assert_eq!(names::taken_plain(1, 2), 3);
    assert_eq!(now(names::taken_later(1, (2, 3), 4)), 8);
    assert!(matches!(names::taken_tracked(7), Ok(7)));
    assert!(names::taken_tracked(0).is_err());
}

macro_rules! hygienic {
    ($name:ident($arg:ident: $kind:ty) -> $out:ty { $body:expr }) => {
        #[instrumented]
        fn $name($arg: $kind) -> Result<$out, Opaque> {
            let hidden: $out = 1;
            Ok($body + hidden)
        }
    };
}

hygienic!(by_macro(hidden: u16) -> u32 { u32::from(hidden) });

macro_rules! whole {
    ($(#[$meta:meta])* $vis:vis fn $name:ident $arguments:tt $(-> $out:ty)? $body:block) => {
        $(#[$meta])*
        #[instrumented]
        $vis fn $name $arguments $(-> $out)? $body
    };
}

whole! {
    /// Passed on in fragments.
    #[must_use]
    pub(crate) fn in_fragments(n: u8) -> Option<u8> { n.checked_sub(1) }
}

whole! { fn in_fragments_unit() {} }

#[test]
fn functions_of_macros_keep_their_hygiene() {
    assert!(matches!(by_macro(4), Ok(5)));
    assert_eq!(in_fragments(3), Some(2));
    in_fragments_unit();
}

#[instrumented]
fn outer(n: u8) -> Result<u8, Opaque> {
    #[instrumented]
    fn inner(n: u8) -> Result<u8, Opaque> {
        #[instrumented]
        fn innermost(n: u8) -> u8 {
            n + 1
        }
        Ok(innermost(n) + 1)
    }
    let each = |n| -> Result<u8, Opaque> { inner(n) };
    Ok(each(n)? + 1)
}

static IN_A_STATIC: fn(u8) -> u8 = {
    #[instrumented]
    fn inside(n: u8) -> u8 {
        n + 1
    }
    inside
};

fn in_a_const_block() -> fn(u8) -> Result<u8, Opaque> {
    const {
        #[instrumented]
        fn inside(n: u8) -> Result<u8, Opaque> {
            Ok(n + 2)
        }
        inside
    }
}

const _: () = {
    impl Named {
        #[instrumented]
        fn in_an_anonymous_const(&self) -> usize {
            self.0.len()
        }
    }
};

#[test]
fn functions_stand_in_functions_statics_and_const_blocks() {
    assert!(matches!(outer(1), Ok(4)));
    assert_eq!(IN_A_STATIC(1), 2);
    assert!(matches!(in_a_const_block()(1), Ok(3)));
    assert_eq!(Named("abc".to_owned()).in_an_anonymous_const(), 3);
}

#[derive(Debug, PartialEq)]
struct Named(String);

#[instrumented]
impl Named {
    fn receivers(self: &mut Self) -> Result<&mut String, Opaque> {
        Ok(&mut self.0)
    }

    fn pinned_box(self: Pin<Box<Self>>) -> Result<usize, Opaque> {
        Ok(self.0.len())
    }

    fn pinned_shared(self: Pin<&Self>) -> usize {
        self.0.len()
    }

    fn behind_rc(self: &Rc<Self>) -> Result<Rc<Self>, Opaque> {
        Ok(Rc::clone(self))
    }

    async fn rc_later(self: Rc<Self>, more: &str) -> Result<String, Opaque> {
        Ok(format!("{}{more}", self.0))
    }

    fn attributed(&self, #[cfg(any())] gone: Gone, #[allow(unused)] n: u8) -> Result<u8, Opaque> {
        Ok(1)
    }
}

mod deep {
    pub(super) mod deeper {
        use telemetry_core::instrumented;

        #[instrumented]
        pub(in crate::deep) fn restricted(n: u8) -> Result<u8, ()> {
            n.checked_add(1).ok_or(())
        }
    }

    pub(super) fn reaches() -> Option<u8> {
        deeper::restricted(1).ok()
    }
}

#[test]
fn the_rarer_receivers_and_visibilities_are_taken() {
    let mut named = Named("abc".to_owned());
    assert!(named.receivers().map(|name| name.push('d')).is_ok());
    assert_eq!(Pin::new(&named).pinned_shared(), 4);
    assert!(matches!(named.attributed(1), Ok(1)));
    assert_eq!(deep::reaches(), Some(2));
    let shared = Rc::new(named);
    assert!(matches!(shared.behind_rc(), Ok(again) if Rc::ptr_eq(&again, &shared)));
    assert!(matches!(now(Rc::clone(&shared).rc_later("e")), Ok(text) if text == "abcde"));
    assert!(matches!(Box::pin(Named("abc".to_owned())).pinned_box(), Ok(3)));
}

struct Countdown(u8);

#[instrumented]
impl Iterator for Countdown {
    type Item = u8;

    fn next(&mut self) -> Option<Self::Item> {
        self.0 = self.0.checked_sub(1)?;
        Some(self.0)
    }
}

#[instrumented]
impl Deref for Named {
    type Target = str;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

#[instrumented]
impl Index<usize> for Named {
    type Output = u8;

    fn index(&self, at: usize) -> &u8 {
        &self.0.as_bytes()[at]
    }
}

#[instrumented]
impl FromStr for Named {
    type Err = Opaque;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.is_empty() {
            return Err(Opaque);
        }
        Ok(Self(text.to_owned()))
    }
}

#[instrumented]
impl Future for Countdown {
    type Output = Result<u8, Opaque>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        if self.next().is_none() {
            return Poll::Ready(Ok(0));
        }
        context.waker().wake_by_ref();
        self.poll(context)
    }
}

#[instrumented]
impl Drop for Countdown {
    fn drop(&mut self) {
        self.0 = 0;
    }
}

#[instrumented]
impl<T> From<Vec<T>> for Many<T> {
    fn from(all: Vec<T>) -> Self {
        Self(all)
    }
}

struct Many<T>(Vec<T>);

#[instrumented]
impl<'a, T> IntoIterator for &'a Many<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

#[test]
fn traits_of_the_standard_library_are_implemented_as_before() {
    assert_eq!(Countdown(3).collect::<Vec<_>>(), [2, 1, 0]);
    let named: Named = "abc".parse().ok().expect("it is not empty");
    assert!("".parse::<Named>().is_err());
    assert_eq!((named.len(), named[1]), (3, b'b'));
    assert!(matches!(now(Countdown(3)), Ok(0)));
    assert_eq!(Many::from(vec![1, 2]).into_iter().sum::<i32>(), 3);
}

mod plain {
    use super::instrumented;

    pub(super) trait Shape {
        const SIDES: u32;
        type Scale: Copy;

        fn area(&self) -> f64;

        fn describe(&self) -> String
        where
            Self: Sized,
        {
            format!("{} sides, {}", Self::SIDES, self.area())
        }

        fn scaled(&self, scale: Self::Scale) -> Result<Self, super::Opaque>
        where
            Self: Sized;
    }

    pub(super) struct Square(pub(super) f64);

    #[instrumented]
    impl Shape for Square {
        const SIDES: u32 = 4;
        type Scale = f64;

        fn area(&self) -> f64 {
            self.0 * self.0
        }

        fn scaled(&self, scale: f64) -> Result<Self, super::Opaque> {
            if scale.is_nan() { Err(super::Opaque) } else { Ok(Self(self.0 * scale)) }
        }
    }
}

#[test]
fn associated_items_stay_what_they_are() {
    use plain::Shape as _;
    let square = plain::Square(2.0);
    assert_eq!(square.describe(), "4 sides, 4");
    assert!(square.scaled(f64::NAN).is_err());
    assert!(square.scaled(2.0).is_ok_and(|square| square.describe() == "4 sides, 16"));
}
