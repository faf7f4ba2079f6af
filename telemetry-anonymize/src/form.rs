//! The form of a type that may or may not have a policy, asked by generated code: an
//! inherent method where it has one, else a trait's.

use std::{
    collections::{BTreeSet, HashSet},
    marker::PhantomData,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6},
    path::{Path, PathBuf},
};

use crate::{
    anonymize::Anonymize,
    manifest::{Json, Policy, Shape, Types},
};

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

/// A type without a policy whose serialized form is known all the same: it leaves only
/// where it is kept or replaced.
pub trait Form {
    /// Its form.
    fn form() -> Shape;
}

macro_rules! words {
    ($([$($generics:tt)*] $word:ty;)*) => {$(
        impl<$($generics)*> Form for $word {
            fn form() -> Shape {
                Shape::leaf::<Self>(Json::String, Policy::Custom)
            }
        }
    )*};
}

words! {
    ['a] &'a str;
    ['a] &'a Path;
    [] PathBuf;
    [] IpAddr;
    [] Ipv4Addr;
    [] Ipv6Addr;
    [] SocketAddr;
    [] SocketAddrV4;
    [] SocketAddrV6;
}

impl<T: Form> Form for Option<T> {
    fn form() -> Shape {
        Shape::Optional(Box::new(T::form()))
    }
}

macro_rules! lists {
    ($([$($generics:tt)*] $list:ty;)*) => {$(
        impl<$($generics)*> Form for $list {
            fn form() -> Shape {
                Shape::List(Box::new(T::form()))
            }
        }
    )*};
}

lists! {
    [T: Form] Vec<T>;
    ['a, T: Form] &'a [T];
    [T: Form] Box<[T]>;
    [T: Form] BTreeSet<T>;
    [T: Form, S] HashSet<T, S>;
}

impl<T: Form, const N: usize> Form for [T; N] {
    fn form() -> Shape {
        Shape::Array(Box::new(T::form()), N)
    }
}

/// The answer for a type without a policy that has a `Form`.
pub trait KnownForm {
    /// The form of the type.
    fn probe(&self, types: &mut Types) -> Shape;
}

impl<T: Form> KnownForm for ShapeProbe<T> {
    fn probe(&self, _: &mut Types) -> Shape {
        T::form()
    }
}

/// The answer where [`ShapeProbe`] has no other. It is for a reference, so that the
/// others are asked first.
pub trait NoShape {
    /// Nothing is known.
    fn probe(&self, types: &mut Types) -> Shape;
}

impl<T> NoShape for &ShapeProbe<T> {
    fn probe(&self, _: &mut Types) -> Shape {
        Shape::custom::<T>()
    }
}
