//! Whether a type can hold text, asked by generated code without requiring an answer:
//! an inherent method where a bound holds, a trait's method where it does not.

use std::{
    borrow::Cow,
    cell::{Cell, OnceCell, RefCell},
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet, LinkedList, VecDeque},
    ffi::{CStr, CString, OsStr, OsString},
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6},
    path::{Path, PathBuf},
    rc::Rc,
    sync::{Arc, Mutex, OnceLock, RwLock},
};

/// A type that can hold somebody's name, address or words, as far as one can say so of
/// all its kind: of a map only its keys are asked, of a tuple only the first. The
/// manifest knows the rest, and the check of the lock refuses it.
pub trait FreeText {}

/// Many of these in a row can hold words.
pub trait ManyText {}

impl<T: FreeText> ManyText for T {}

impl ManyText for u8 {}

impl ManyText for i8 {}

impl ManyText for char {}

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
    [T: FreeText, E] Result<T, E>;
    [T: FreeText] Cell<T>;
    [T: FreeText] OnceCell<T>;
    [T: FreeText] OnceLock<T>;
    [T: FreeText + ?Sized] RefCell<T>;
    [T: FreeText + ?Sized] Mutex<T>;
    [T: FreeText + ?Sized] RwLock<T>;
    [T: FreeText] Reverse<T>;
    [T: ManyText] Vec<T>;
    [T: ManyText] VecDeque<T>;
    [T: ManyText] [T];
    [T: ManyText] LinkedList<T>;
    [T: ManyText] BinaryHeap<T>;
    [T: ManyText, const N: usize] [T; N];
    [T: FreeText, S] HashSet<T, S>;
    [T: FreeText] BTreeSet<T>;
    [K: FreeText, V, S] HashMap<K, V, S>;
    [K: FreeText, V] BTreeMap<K, V>;
    [A: FreeText] (A,);
    [A: FreeText, B] (A, B);
    [A: FreeText, B, C] (A, B, C);
    [A: FreeText, B, C, D] (A, B, C, D);
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
    note = "leave `keep` away (text is hashed), or argue why it cannot hold such here: `#[anonymize(keep, reason = \"…\", free_text = \"…\")]`; of keys, inside `keys(…)`"
)]
pub trait Closed {}

impl Closed for IsNotText {}

/// Does not compile for free text.
pub fn not_text(_: impl Closed) {}

/// A literal of generated code as text, without the `From` of a prelude.
pub fn text(literal: &str) -> String {
    literal.to_owned()
}
