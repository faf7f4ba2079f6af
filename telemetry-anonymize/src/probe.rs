//! Questions that generated code asks about a type without requiring an answer:
//! an inherent method where a bound holds, a trait's method where it does not.

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap},
    ffi::{CStr, CString, OsStr, OsString},
    marker::PhantomData,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6},
    path::{Path, PathBuf},
    rc::Rc,
    sync::Arc,
};

use crate::{
    anonymize::Anonymize,
    manifest::{Shape, Types},
};

/// A type that can hold somebody's name, address or words.
pub trait FreeText {}

macro_rules! free_text {
    ($([$($generics:tt)*] $text:ty;)*) => {$(impl<$($generics)*> FreeText for $text {})*};
}

free_text! {
    [] str;
    [] String;
    [] Path;
    [] PathBuf;
    [] OsStr;
    [] OsString;
    [] CStr;
    [] CString;
    [] IpAddr;
    [] Ipv4Addr;
    [] Ipv6Addr;
    [] SocketAddr;
    [] SocketAddrV4;
    [] SocketAddrV6;
    [T: FreeText + ?Sized] &T;
    [T: FreeText + ?Sized] Box<T>;
    [T: FreeText + ?Sized] Rc<T>;
    [T: FreeText + ?Sized] Arc<T>;
    [T: FreeText + ToOwned + ?Sized] Cow<'_, T>;
    [T: FreeText] Option<T>;
    [T: FreeText] Vec<T>;
    [T: FreeText] [T];
    [T: FreeText, const N: usize] [T; N];
    [K: FreeText, V, S] HashMap<K, V, S>;
    [K: FreeText, V] BTreeMap<K, V>;
}

/// Asks whether a value is `FreeText`.
#[derive(Debug)]
pub struct TextProbe<'a, T: ?Sized>(pub &'a T);

/// The answer "it is".
#[derive(Debug)]
pub struct IsText;

/// The answer "it is not, as far as its type says".
#[derive(Debug)]
pub struct IsNotText;

impl<T: FreeText + ?Sized> TextProbe<'_, T> {
    /// The answer for text.
    pub fn probe(&self) -> IsText {
        IsText
    }
}

/// The answer where [`TextProbe`] has no method of its own.
pub trait NotText {
    /// The answer for everything else.
    fn probe(&self) -> IsNotText {
        IsNotText
    }
}

impl<T: ?Sized> NotText for TextProbe<'_, T> {}

/// What [`not_text`] takes.
#[diagnostic::on_unimplemented(
    message = "this can hold a name, an address or somebody's words, and `keep` would send them",
    label = "free text, kept",
    note = "leave `keep` away (text is hashed), or argue why it cannot hold such here: `#[anonymize(keep, reason = \"…\", free_text = \"…\")]`"
)]
pub trait Closed {}

impl Closed for IsNotText {}

/// Does not compile for free text.
pub fn not_text(_: impl Closed) {}

/// A literal of generated code as text, without the `From` of a prelude.
pub fn text(literal: &str) -> String {
    literal.to_owned()
}

/// Asks a type for its shape.
#[derive(Debug)]
pub struct ShapeProbe<T: ?Sized>(PhantomData<T>);

impl<T: ?Sized> ShapeProbe<T> {
    /// The question.
    #[expect(clippy::new_without_default, reason = "only generated code asks")]
    pub fn new() -> Self {
        Self(PhantomData)
    }
}

impl<T: Anonymize> ShapeProbe<T> {
    /// The shape that the type describes.
    pub fn probe(&self, types: &mut Types) -> Shape {
        T::shape(types)
    }
}

/// The answer where [`ShapeProbe`] has no method of its own.
pub trait NoShape {
    /// Nothing is known.
    fn probe(&self, types: &mut Types) -> Shape;
}

impl<T> NoShape for ShapeProbe<T> {
    fn probe(&self, _: &mut Types) -> Shape {
        Shape::custom::<T>()
    }
}
