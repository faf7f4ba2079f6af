//! A crate that has no prelude and calls its own things by std's names.
#![no_implicit_prelude]
#![forbid(unsafe_code)]
#![deny(warnings)]
#![allow(dead_code, unused_macros)]

mod core {}
mod std {}
mod telemetry_anonymize {}
struct Option;
struct String;
struct Vec;
struct Clone;
struct Default;
struct Anonymizer;
struct Shape;
trait Anonymize {}
macro_rules! vec {
    () => {};
}

#[derive(::std::clone::Clone, ::telemetry_anonymize::Anonymize)]
enum Words {
    A,
    B(::std::primitive::u64),
}

#[derive(::telemetry_anonymize::Anonymize)]
struct Report<T> {
    name: ::std::string::String,
    #[anonymize(round(digits = 2))]
    count: ::std::primitive::u64,
    #[anonymize(keep, reason = "closed")]
    words: Words,
    #[anonymize(skip)]
    error: ::std::string::String,
    #[anonymize(level = 2)]
    more: ::std::vec::Vec<T>,
    #[anonymize(merge = sum, class)]
    sizes: ::std::collections::BTreeMap<::std::primitive::u64, ::std::primitive::u64>,
}

fn main() {
    let report = Report {
        name: ::std::convert::From::from("users"),
        count: 1234,
        words: Words::B(1234),
        error: ::std::convert::From::from("users"),
        more: ::std::vec![Words::A],
        sizes: ::std::default::Default::default(),
    };
    let report = ::telemetry_anonymize::Anonymize::anonymize(&report);
    ::std::assert_eq!((report.count, report.more.len(), report.error.len()), (1000, 1, 0));
    ::std::assert!(::std::matches!(report.words, Words::B(1234)));
    ::std::assert_eq!((report.name.len(), report.sizes.len()), (16, 0));
}
