//! Containers of one value: pointers, cells, locks, options, ranges.

use std::{
    borrow::Cow,
    cell::{Cell, OnceCell, RefCell},
    cmp::Reverse,
    num::{Saturating, Wrapping},
    ops::{Bound, Range, RangeFrom, RangeInclusive, RangeTo, RangeToInclusive},
    pin::Pin,
    rc::Rc,
    sync::{Arc, Mutex, OnceLock, PoisonError, RwLock},
};

use super::forward::forward;
use crate::{
    keys::MapKey,
    manifest::{Shape, Tagging, Variant},
};

forward! {
    [T] Box<T>, |this, each| Box::new(each(this)), |inner| inner, |this| [&**this];
    [T] Rc<T>, |this, each| Rc::new(each(this)), |inner| inner, |this| [&**this];
    [T] Arc<T>, |this, each| Arc::new(each(this)), |inner| inner, |this| [&**this];
    [T] Pin<Box<T>>, |this, each| Box::pin(each(this)), |inner| inner, |this| [&**this];
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
    [T: MapKey] Box<[T]>;
    [T: MapKey] Rc<[T]>;
    [T: MapKey] Arc<[T]>;
    [T: MapKey, const N: usize] [T; N];
    [T: MapKey] Reverse<T>;
    [] bool;
    [] ();
    [A: MapKey] (A,);
    [A: MapKey, B: MapKey] (A, B);
    [A: MapKey, B: MapKey, C: MapKey] (A, B, C);
    [A: MapKey, B: MapKey, C: MapKey, D: MapKey] (A, B, C, D);
}
