//! The derive on types whose parameters are bound in unusual ways.

use std::{borrow::Cow, fmt::Debug};

use serde::Serialize;
use telemetry_anonymize::{Anonymize, Anonymizer};

#[derive(Clone, Debug, PartialEq, Serialize, Anonymize)]
struct HigherRanked<F>
where
    for<'a> &'a F: Debug,
    F: Clone,
{
    name: F,
}

#[derive(Debug, PartialEq, Serialize, Anonymize)]
#[serde(bound = "Box<T>: Serialize")]
struct Boxed<T: ?Sized> {
    name: Box<T>,
    points: u64,
}

#[derive(Debug, PartialEq, Serialize, Anonymize)]
struct Borrowed<'a> {
    name: Cow<'a, str>,
}

trait Lends {
    type Item<'a>;
}

#[derive(Clone, Debug, PartialEq)]
struct Words;

impl Lends for Words {
    type Item<'a> = String;
}

#[derive(Debug, PartialEq, Anonymize)]
struct Lent<T: Lends> {
    item: T::Item<'static>,
}

#[derive(Debug, PartialEq, Anonymize)]
struct Items<I: Iterator> {
    items: Vec<I::Item>,
}

#[allow(non_camel_case_types, reason = "that is the shape")]
#[derive(Debug, PartialEq, Serialize, Anonymize)]
struct r#type {
    r#fn: String,
}

#[derive(Debug, PartialEq, Serialize, Anonymize)]
struct Skips {
    #[cfg_attr(all(), anonymize(skip))]
    last_error: String,
    #[cfg_attr(any(), anonymize(skip))]
    points: u64,
}

/// What a text becomes.
fn hidden(anonymizer: &Anonymizer, text: &str) -> String {
    text.to_owned().anonymize_with(anonymizer)
}

#[test]
fn parameters_bound_in_unusual_ways_are_anonymized() {
    let anonymizer = Anonymizer::new();
    let name = hidden(&anonymizer, "users");
    assert_ne!(name, "users");
    let users = || "users".to_owned();
    assert_eq!(HigherRanked { name: users() }.anonymize_with(&anonymizer).name, name);
    let boxed = Boxed { name: Box::new(users()), points: 4711 }.anonymize_with(&anonymizer);
    let text: Boxed<str> = Boxed { name: "users".into(), points: 4711 };
    assert_eq!(*text.anonymize_with(&anonymizer).name, **boxed.name);
    let list: Boxed<[String]> = Boxed { name: [users()].into(), points: 1 };
    assert_eq!(list.anonymize_with(&anonymizer).name[0], *boxed.name);
    assert_eq!((*boxed.name, boxed.points), (name.clone(), 4000));
    let borrowed = Borrowed { name: Cow::Borrowed("users") }.anonymize_with(&anonymizer);
    assert_eq!(borrowed.name, name);
    assert_eq!(Lent::<Words> { item: users() }.anonymize_with(&anonymizer).item, name);
    let items: Items<std::vec::IntoIter<String>> = Items { items: vec![users()] };
    assert_eq!(items.anonymize_with(&anonymizer).items, [name]);
}

#[test]
fn raw_names_and_conditional_attributes_are_read() {
    let anonymizer = Anonymizer::new();
    let raw = r#type { r#fn: "users".to_owned() }.anonymize_with(&anonymizer);
    assert_eq!(raw.r#fn, hidden(&anonymizer, "users"));
    let skips = Skips { last_error: "cannot open".to_owned(), points: 4711 };
    let skips = skips.anonymize_with(&anonymizer);
    assert_eq!(skips, Skips { last_error: String::new(), points: 4000 });
}
