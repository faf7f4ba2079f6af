//! The form of a report as types give it: a tree with a policy at every leaf.

use std::{
    any::{TypeId, type_name},
    collections::BTreeMap,
};

use crate::manifest::policy::Policy;

/// What a type looks like once it is serialized.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Shape {
    /// A single value.
    Leaf(Leaf),
    /// Named fields, and no others.
    Object(Vec<Field>),
    /// Any number of values alike.
    List(Box<Shape>),
    /// So many values.
    Tuple(Vec<Shape>),
    /// So many values alike.
    Array(Box<Shape>, usize),
    /// Named entries; the first shape is that of the names.
    Map(Box<Shape>, Box<Shape>),
    /// The value, or null.
    Optional(Box<Shape>),
    /// One of several forms.
    Choice(Vec<Variant>, Tagging),
    /// A type of [`Types`], by its name there.
    Named(String),
    /// A shape whose leaves all have this policy instead of their own.
    Under(Box<Shape>, Policy),
    /// A shape that is let through from a level of details on.
    From(u8, Box<Shape>),
    /// A value whose form is the doing of code that nobody here knows (the leaf), made
    /// of what has this shape.
    Rewritten(Leaf, Box<Shape>),
}

/// A single value.
#[derive(Clone, Debug, PartialEq)]
pub struct Leaf {
    /// Its Rust type, as the source spells it.
    pub type_name: String,
    /// What it is in JSON.
    pub json: Json,
    /// What is done to it.
    pub policy: Policy,
}

/// The JSON types that a leaf can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Json {
    /// `null`
    Null,
    /// `true` or `false`
    Boolean,
    /// A whole number.
    Integer,
    /// A whole number from 0.
    Unsigned,
    /// Any number.
    Number,
    /// Text.
    String,
    /// Text of which each character is the type's own doing: this regular expression
    /// describes all of it.
    Formatted(&'static str),
    /// Whole numbers: a list of them, or a text of digits and the marks in between, as
    /// the type's crate was compiled.
    Numbers,
    /// Not known to this crate.
    Any,
}

/// A named part of an object.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Its key in the serialized form.
    pub name: String,
    /// What stands under it.
    pub shape: Shape,
    /// The least level of detail that lets it through.
    pub level: u8,
    /// Its doc comment.
    pub doc: String,
    /// Whether the key is always there.
    pub required: bool,
    /// Whether its own fields stand in place of it.
    pub flatten: bool,
}

/// One form of several.
#[derive(Clone, Debug, PartialEq)]
pub struct Variant {
    /// Its name in the serialized form.
    pub name: String,
    /// What it holds; nothing, for a bare word.
    pub content: Option<Shape>,
    /// Its doc comment.
    pub doc: String,
}

/// How a form is told from the others.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Tagging {
    /// `{"Name": content}` or `"Name"`
    External,
    /// `{"tag": "Name", …content}`
    Internal(String),
    /// `{"tag": "Name", "content": content}`
    Adjacent(String, String),
    /// The content alone.
    Untagged,
}

/// The named types that a report is made of, each described once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Types {
    known: BTreeMap<String, Option<Shape>>,
    /// The name here of each type, and of what was said of it under a policy: two types
    /// can have one name, as those in two versions of a crate do.
    names: BTreeMap<(TypeId, String), String>,
}

impl Types {
    /// The type `T` by name; `describe` is asked when it is seen first. A type
    /// that holds itself ends here.
    pub fn named<T>(&mut self, describe: impl FnOnce(&mut Self) -> Shape) -> Shape {
        self.describe::<T>(String::new(), describe)
    }

    /// As [`Types::named`], for a type that has one description for each `policy`.
    #[cfg(feature = "serde_json")]
    pub(crate) fn named_under<T>(
        &mut self,
        policy: &Policy,
        describe: impl FnOnce(&mut Self) -> Shape,
    ) -> Shape {
        self.describe::<T>(format!("<{policy}>"), describe)
    }

    fn describe<T>(&mut self, under: String, describe: impl FnOnce(&mut Self) -> Shape) -> Shape {
        let known = (typeid::of::<T>(), under);
        if let Some(name) = self.names.get(&known) {
            return Shape::Named(name.clone());
        }
        let name = self.free_name(&format!("{}{}", type_name::<T>(), known.1));
        self.names.insert(known, name.clone());
        self.known.insert(name.clone(), None);
        let shape = describe(self);
        self.known.insert(name.clone(), Some(shape));
        Shape::Named(name)
    }

    /// `name`, with a number behind if another type has it.
    fn free_name(&self, name: &str) -> String {
        let numbered = (2..).map(|number| format!("{name}#{number}"));
        let mut names = std::iter::once(name.to_owned()).chain(numbered);
        names.find(|name| !self.known.contains_key(name)).expect("there is always a next number")
    }

    /// The shape behind a name.
    pub fn get(&self, name: &str) -> Option<&Shape> {
        self.known.get(name)?.as_ref()
    }
}

impl Variant {
    /// A variant without a doc comment.
    pub fn new(name: &str, content: Option<Shape>) -> Self {
        Self { name: name.to_owned(), content, doc: String::new() }
    }
}

impl Shape {
    /// A value of type `T` with `policy`.
    pub fn leaf<T>(json: Json, policy: impl Into<Policy>) -> Self {
        Self::Leaf(Leaf { type_name: short_name(type_name::<T>()), json, policy: policy.into() })
    }

    /// A value of type `T` whose text is all of the form of `pattern`.
    #[cfg(any(feature = "http", feature = "semver", feature = "uuid"))]
    pub(crate) fn formatted<T>(pattern: &'static str, policy: impl Into<Policy>) -> Self {
        Self::leaf::<T>(Json::Formatted(pattern), policy)
    }

    /// A type of which nothing is known but that it decides itself.
    pub fn custom<T>() -> Self {
        Self::leaf::<T>(Json::Any, Policy::Custom)
    }

    /// The same form with `policy` at every leaf.
    #[must_use]
    pub fn under(self, policy: Policy) -> Self {
        Self::Under(Box::new(self), policy)
    }

    /// The same form from details `level` on.
    #[must_use]
    pub fn from_level(self, level: u8) -> Self {
        Self::From(level, Box::new(self))
    }

    /// What is made of a `T` of this shape by code of the program's own.
    #[must_use]
    pub fn rewritten<T>(self) -> Self {
        let type_name = short_name(type_name::<T>());
        Self::Rewritten(Leaf { type_name, json: Json::Any, policy: Policy::Custom }, Box::new(self))
    }

    /// A list in which each element has one of `shapes`.
    pub fn list_of_any(shapes: Vec<Self>) -> Self {
        let variants = shapes.into_iter().map(|shape| Variant::new("", Some(shape)));
        Self::List(Box::new(Self::Choice(variants.collect(), Tagging::Untagged)))
    }

    /// An object of required fields.
    pub fn object<const N: usize>(fields: [(&str, Shape); N]) -> Self {
        let field = |(name, shape): (&str, Shape)| Field {
            name: name.to_owned(),
            shape,
            level: 0,
            doc: String::new(),
            required: true,
            flatten: false,
        };
        Self::Object(fields.map(field).into())
    }
}

/// `alloc::vec::Vec<my::Type>` is `Vec<Type>`: without the modules.
pub(super) fn short_name(full: &str) -> String {
    let mut short = String::with_capacity(full.len());
    let mut word = String::new();
    let mut rest = full.chars().peekable();
    while let Some(c) = rest.next() {
        if c == ':' && rest.peek() == Some(&':') {
            rest.next();
            word.clear();
        } else if c.is_alphanumeric() || c == '_' {
            word.push(c);
        } else {
            short.push_str(&word);
            word.clear();
            short.push(c);
        }
    }
    short + &word
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_shown_without_modules() {
        assert_eq!(short_name("alloc::vec::Vec<(a::b::C, u8)>"), "Vec<(C, u8)>");
        assert_eq!(short_name("u64"), "u64");
    }

    #[test]
    fn a_type_that_holds_itself_is_described_once() {
        fn node(types: &mut Types) -> Shape {
            types.named::<u8>(|types| Shape::List(Box::new(node(types))))
        }
        let mut types = Types::default();
        assert_eq!(node(&mut types), Shape::Named("u8".to_owned()));
        assert_eq!(types.get("u8"), Some(&Shape::List(Box::new(Shape::Named("u8".to_owned())))));
    }

    #[test]
    fn two_types_of_one_name_have_two_descriptions() {
        trait Held {
            type Data;
        }
        macro_rules! held {
            ($($by:ty)*) => {$(const _: () = {
                struct Data;
                impl Held for $by {
                    type Data = Data;
                }
            };)*};
        }
        held!(u8 u16);
        let (one, other) = (Shape::custom::<u8>(), Shape::custom::<u16>());
        let mut types = Types::default();
        let first = types.named::<<u8 as Held>::Data>(|_| one.clone());
        let second = types.named::<<u16 as Held>::Data>(|_| other.clone());
        assert_ne!(first, second);
        let of = |shape: &Shape| match shape {
            Shape::Named(name) => types.get(name).cloned(),
            _ => None,
        };
        assert_eq!((of(&first), of(&second)), (Some(one), Some(other)));
    }
}
