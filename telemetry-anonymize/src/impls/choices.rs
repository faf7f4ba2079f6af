//! What holds nothing of anybody's, and what is one of two things.

use std::{
    cmp::Ordering,
    convert::Infallible,
    marker::PhantomData,
    ops::{ControlFlow, RangeFull},
};

use crate::{
    anonymize::{Anonymize, Apply},
    anonymizer::Anonymizer,
    manifest::{Json, Shape, Tagging, Types, Variant},
};

/// What holds nothing of anybody's leaves as it is.
macro_rules! closed {
    ($([$($generics:tt)*] $closed:ty, $json:expr;)*) => {$(
        impl<$($generics)*> $crate::anonymize::Anonymize for $closed {
            fn anonymize_with(&self, _: &$crate::anonymizer::Anonymizer) -> Self {
                self.clone()
            }

            fn shape(_: &mut $crate::manifest::Types) -> $crate::manifest::Shape {
                $crate::manifest::Shape::leaf::<Self>($json, $crate::manifest::Policy::Closed)
            }
        }
    )*};
}
#[cfg(any(feature = "chrono", feature = "http", feature = "jiff"))]
pub(super) use closed;

closed! {
    [] bool, Json::Boolean;
    [] (), Json::Null;
    [] RangeFull, Json::Null;
    [T: ?Sized] PhantomData<T>, Json::Null;
    [] Ordering, Json::Formatted("^(Less|Equal|Greater)$");
}

impl Anonymize for Infallible {
    fn anonymize_with(&self, _: &Anonymizer) -> Self {
        match *self {}
    }

    fn shape(_: &mut Types) -> Shape {
        Shape::Choice(Vec::new(), Tagging::External)
    }
}

/// Two variants that hold one value each.
macro_rules! either {
    ($($either:ident<$left:ident, $right:ident>: $($variant:ident($of:ident))*;)*) => {$(
        impl<$left: Anonymize, $right: Anonymize> Anonymize for $either<$left, $right> {
            fn anonymize_with(&self, anonymizer: &Anonymizer) -> Self {
                match self {
                    $(Self::$variant(value) => Self::$variant(value.anonymize_with(anonymizer)),)*
                }
            }

            fn shape(types: &mut Types) -> Shape {
                let variants = vec![
                    $(Variant::new(stringify!($variant), Some($of::shape(types))),)*
                ];
                Shape::Choice(variants, Tagging::External)
            }
        }

        impl<R, $left: Apply<R>, $right: Apply<R>> Apply<R> for $either<$left, $right> {
            fn apply(&self, rule: &R, anonymizer: &Anonymizer) -> Self {
                match self {
                    $(Self::$variant(value) => Self::$variant(value.apply(rule, anonymizer)),)*
                }
            }

            fn shape_under(rule: &R, types: &mut Types) -> Shape {
                let variants = vec![
                    $(Variant::new(stringify!($variant), Some($of::shape_under(rule, types))),)*
                ];
                Shape::Choice(variants, Tagging::External)
            }
        }
    )*};
}

either! {
    Result<T, E>: Ok(T) Err(E);
    ControlFlow<B, C>: Continue(C) Break(B);
}
