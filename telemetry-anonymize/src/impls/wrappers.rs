//! Containers of one value: pointers, cells, locks, options, ranges.

use std::{
    borrow::Cow,
    cell::{Cell, OnceCell, RefCell},
    cmp::Reverse,
    marker::PhantomData,
    num::{Saturating, Wrapping},
    ops::{Bound, Range, RangeFrom, RangeFull, RangeInclusive, RangeTo, RangeToInclusive},
    rc::Rc,
    sync::{Arc, Mutex, OnceLock, PoisonError, RwLock},
};

use super::forward::forward;
use crate::{
    anonymize::{Anonymize, Apply},
    anonymizer::Anonymizer,
    keys::MapKey,
    manifest::{Json, Policy, Shape, Tagging, Types, Variant},
};

forward! {
    [T] Box<T>, |this, each| Box::new(each(this)), |inner| inner, |this| [&**this];
    [T] Rc<T>, |this, each| Rc::new(each(this)), |inner| inner, |this| [&**this];
    [T] Arc<T>, |this, each| Arc::new(each(this)), |inner| inner, |this| [&**this];
    [T] Option<T>,
        |this, each| this.as_ref().map(each),
        |inner| Shape::Optional(Box::new(inner)),
        |this| this.iter();
    [T] Cell<T> where [T: Copy], |this, each| Cell::new(each(&this.get())), |inner| inner;
    [T] RefCell<T>, |this, each| RefCell::new(each(&this.borrow())), |inner| inner;
    [T] OnceCell<T>,
        |this, each| this.get().map(each).map_or_else(OnceCell::new, OnceCell::from),
        |inner| Shape::Optional(Box::new(inner));
    [T] OnceLock<T>,
        |this, each| this.get().map(each).map_or_else(OnceLock::new, OnceLock::from),
        |inner| Shape::Optional(Box::new(inner));
    [T] Mutex<T>,
        |this, each| Mutex::new(each(&this.lock().unwrap_or_else(PoisonError::into_inner))),
        |inner| inner;
    [T] RwLock<T>,
        |this, each| RwLock::new(each(&this.read().unwrap_or_else(PoisonError::into_inner))),
        |inner| inner;
    [T] Reverse<T>, |this, each| Reverse(each(&this.0)), |inner| inner;
    [T] Wrapping<T>, |this, each| Wrapping(each(&this.0)), |inner| inner;
    [T] Saturating<T>, |this, each| Saturating(each(&this.0)), |inner| inner;
    ['a, T] Cow<'a, T> where [T: Clone], |this, each| Cow::Owned(each(this)), |inner| inner;
    [T] Range<T>,
        |this, each| each(&this.start)..each(&this.end),
        |inner| Shape::object([("start", inner.clone()), ("end", inner)]);
    [T] RangeInclusive<T>,
        |this, each| each(this.start())..=each(this.end()),
        |inner| Shape::object([("start", inner.clone()), ("end", inner)]);
    [T] RangeFrom<T>, |this, each| each(&this.start).., |inner| Shape::object([("start", inner)]);
    [T] RangeTo<T>, |this, each| ..each(&this.end), |inner| Shape::object([("end", inner)]);
    [T] RangeToInclusive<T>,
        |this, each| ..=each(&this.end),
        |inner| Shape::object([("end", inner)]);
    [T] Bound<T>,
        |this, each| this.as_ref().map(each),
        |inner| Shape::Choice(
            vec![
                Variant::new("Unbounded", None),
                Variant::new("Included", Some(inner.clone())),
                Variant::new("Excluded", Some(inner)),
            ],
            Tagging::External,
        );
}

macro_rules! keeps_keys_apart {
    ($([$($generics:tt)*] $key:ty;)*) => {$(impl<$($generics)*> MapKey for $key {})*};
}

keeps_keys_apart! {
    [T: MapKey] Box<T>;
    [T: MapKey] Rc<T>;
    [T: MapKey] Arc<T>;
    [T: MapKey] Option<T>;
    [T: MapKey] Vec<T>;
    [T: MapKey, const N: usize] [T; N];
    [T: MapKey] Reverse<T>;
    [] bool;
    [] ();
    [A: MapKey, B: MapKey] (A, B);
    [A: MapKey, B: MapKey, C: MapKey] (A, B, C);
}

/// What holds nothing of anybody's leaves as it is.
macro_rules! closed {
    ($([$($generics:tt)*] $closed:ty, $json:ident;)*) => {$(
        impl<$($generics)*> Anonymize for $closed {
            fn anonymize_with(&self, _: &Anonymizer) -> Self {
                self.clone()
            }

            fn shape(_: &mut Types) -> Shape {
                Shape::leaf::<Self>(Json::$json, Policy::Closed)
            }
        }
    )*};
}

closed! {
    [] bool, Boolean;
    [] (), Null;
    [] RangeFull, Null;
    [T: ?Sized] PhantomData<T>, Null;
}

impl<T: Anonymize, E: Anonymize> Anonymize for Result<T, E> {
    fn anonymize_with(&self, anonymizer: &Anonymizer) -> Self {
        self.as_ref()
            .map(|ok| ok.anonymize_with(anonymizer))
            .map_err(|e| e.anonymize_with(anonymizer))
    }

    fn shape(types: &mut Types) -> Shape {
        result_shape(T::shape(types), E::shape(types))
    }
}

impl<R, T: Apply<R>, E: Apply<R>> Apply<R> for Result<T, E> {
    fn apply(&self, rule: &R, anonymizer: &Anonymizer) -> Self {
        self.as_ref().map(|ok| ok.apply(rule, anonymizer)).map_err(|e| e.apply(rule, anonymizer))
    }

    fn shape_under(rule: &R, types: &mut Types) -> Shape {
        result_shape(T::shape_under(rule, types), E::shape_under(rule, types))
    }
}

fn result_shape(ok: Shape, error: Shape) -> Shape {
    let variants = vec![Variant::new("Ok", Some(ok)), Variant::new("Err", Some(error))];
    Shape::Choice(variants, Tagging::External)
}
