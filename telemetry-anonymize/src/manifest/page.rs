//! The page that tells users what is collected, in Markdown.

use std::fmt::Write as _;

use super::{
    entry::{Entry, Manifest},
    policy::Policy,
};
use crate::rules::{Class, Hash, Noise, Randomize, Round, Time, Url};

impl Manifest {
    /// One table for each top-level part of the report, under `title`.
    pub fn page(&self, title: &str) -> String {
        let mut page = format!("# {title}\n\n{INTRODUCTION}");
        // A sum of decimal fractions, without the dust of binary ones.
        let (epsilon, mut part) = ((self.epsilon() * 1e6).round() / 1e6, None);
        if epsilon > 0.0 {
            write!(page, "\nThe noise in it spends a privacy budget of {epsilon} a start.\n")
                .expect("a string takes all text");
        }
        for entry in self.entries() {
            let top = entry.path.split(['.', '[']).next().unwrap_or_default().to_owned();
            if part.as_ref() != Some(&top) {
                write!(page, "\n## `{top}`\n\n{TABLE_HEAD}").expect("a string takes all text");
                part = Some(top);
            }
            page.push_str(&row(&entry));
        }
        page
    }
}

const INTRODUCTION: &str = "\
This page is generated from the types of the report, and a test fails when the two
differ. Everything that can leave is listed; nothing else can.
";

const TABLE_HEAD: &str = "\
| what | meaning | type | what is done to it | from level |
|---|---|---|---|---|
";

fn row(entry: &Entry) -> String {
    let Entry { path, type_name, policy, level, doc, .. } = entry;
    let (doc, type_name) = (cell(doc), cell(type_name));
    format!("| `{path}` | {doc} | {type_name} | {} | {level} |\n", cell(&words(policy)))
}

/// One line, and no end of the cell before its time.
fn cell(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}

/// A class for people, with its ends.
fn class_words(class: Class) -> String {
    let base = if class.log2_base == 1 { "two".to_owned() } else { class.base().to_string() };
    let mut words = format!("replaced by the nearest power of {base}");
    for (end, log2) in [("least", class.log2_least), ("most", class.log2_most)] {
        if let Some(log2) = log2 {
            write!(words, ", at {end} {}", 1_u128 << log2).expect("a string takes all text");
        }
    }
    words
}

/// A policy for people.
fn words(policy: &Policy) -> String {
    match policy {
        Policy::Hash(Hash { domain: "" }) => {
            "replaced by a keyed hash; the key is drawn at every start and kept nowhere".to_owned()
        }
        Policy::Hash(Hash { domain }) => {
            format!("replaced by a keyed hash that only other fields of `{domain}` share")
        }
        Policy::Round(Round { digits: None }) => {
            "rounded: six digits of an integer stay, and from 1000 on the last three are 0; \
             three digits of a fraction"
                .to_owned()
        }
        Policy::Round(Round { digits: Some(digits) }) => {
            format!("rounded to its first {digits} digits")
        }
        Policy::Summed => {
            "the sum of counts that were rounded one by one, as those of the buckets \
                           are: its own last digits can be other than 0"
                .to_owned()
        }
        Policy::Class(class) => class_words(*class),
        Policy::Noise(Noise { epsilon, .. }) => {
            format!("noise is added: right in the sum over many, not alone (epsilon {epsilon})")
        }
        Policy::Randomize(Randomize { epsilon, .. }) => {
            format!("not always the truth: right in the share of many (epsilon {epsilon})")
        }
        Policy::Url(Url { keep_port: false, .. }) => {
            "the scheme stays, the rest is hashed".to_owned()
        }
        Policy::Url(Url { keep_port: true, reason }) => {
            format!("the scheme and the port stay, the rest is hashed: {reason}")
        }
        Policy::Time(Time::Hour) => "cut to the hour".to_owned(),
        Policy::Time(Time::Day) => "cut to the day".to_owned(),
        Policy::Closed => "one of the words that the program's source lists".to_owned(),
        Policy::Keep { reason, .. } => format!("sent as it is: {reason}"),
        Policy::Skip => "never sent; an empty value stands in its place".to_owned(),
        Policy::Value(value) => format!("never sent; what `{value}` gives stands in its place"),
        Policy::With(function) => format!("altered by the program's `{function}`"),
        Policy::Custom => "altered by code of its own".to_owned(),
        Policy::Again(path) if path.is_empty() => {
            "holds the whole once more, each part as there".to_owned()
        }
        Policy::Again(path) => format!("holds `{path}` once more, each part as there"),
    }
}
