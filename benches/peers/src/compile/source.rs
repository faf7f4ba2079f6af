//! The generated program: five shapes of functions in turn, a hundred to a
//! module, and a `main` that calls each and prints one number.

use std::fmt::Write as _;

/// Functions in one module.
const PER_MODULE: usize = 100;

/// The files of a program of `functions` functions under `attribute`, as
/// `(name, text)`.
pub(super) fn files(attribute: &str, functions: usize) -> Vec<(String, String)> {
    let modules = functions.div_ceil(PER_MODULE);
    let module = |number: usize| {
        let first = number * PER_MODULE;
        let last = functions.min(first + PER_MODULE);
        (format!("m{number}.rs"), module(attribute, first..last, 0))
    };
    let main = ("main.rs".to_owned(), main(modules));
    (0..modules).map(module).chain([main]).collect()
}

/// The first module after its first function was edited for the `edit`th time.
pub(super) fn edited(attribute: &str, functions: usize, edit: usize) -> String {
    module(attribute, 0..functions.min(PER_MODULE), edit + 1)
}

fn main(modules: usize) -> String {
    let mut text = String::from(
        "//! Generated to be compiled.\n\nuse std::{future::Future, pin::pin, task::{Context, Poll, Waker}};\n\n",
    );
    for module in 0..modules {
        let _ = writeln!(text, "mod m{module};");
    }
    text.push_str(
        "\npub struct Segment {\n    rows: Vec<u64>,\n}\n\n\
         #[derive(Debug)]\npub struct Missing(pub u64);\n\n\
         /// Polls a future that never waits.\n\
         pub fn ready<T>(future: impl Future<Output = T>) -> T {\n\
         \x20   match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {\n\
         \x20       Poll::Ready(value) => value,\n\
         \x20       Poll::Pending => unreachable!(\"nothing to wait for\"),\n    }\n}\n\n\
         fn main() {\n    let segment = Segment { rows: (0..64).collect() };\n    let mut total = 0_u64;\n",
    );
    for module in 0..modules {
        let _ = writeln!(text, "    total = total.wrapping_add(m{module}::all(&segment));");
    }
    text.push_str("    println!(\"{total}\");\n}\n");
    text
}

fn module(attribute: &str, numbers: std::ops::Range<usize>, edit: usize) -> String {
    let mut text =
        String::from("use std::hint::black_box;\n\nuse crate::{Missing, Segment, ready};\n\n");
    let mut calls = String::new();
    let first = numbers.start;
    for number in numbers {
        let salt = number + if number == first { edit * 7919 } else { 0 };
        text.push_str(&function(attribute, number, salt));
        let _ = writeln!(calls, "    total = total.wrapping_add({});", call(number));
    }
    let _ = write!(
        text,
        "pub fn all(segment: &Segment) -> u64 {{\n    let mut total = segment.rows.len() as u64;\n{calls}    total\n}}\n",
    );
    // A module of one function does not need all imports.
    text.insert_str(0, "#![allow(unused_imports)]\n");
    text
}

fn call(number: usize) -> String {
    match number % 5 {
        0 => format!("plain_{number}(black_box({number}), \"some words to read\")"),
        1 => format!("fallible_{number}(black_box(\"{number}\")).unwrap_or(7)"),
        2 => format!("segment.find_{number}(black_box(64 + {number})).unwrap_or(3)"),
        3 => format!("ready(waits_{number}(black_box({number})))"),
        _ => format!(
            "ready(reads_{number}(segment, black_box({number}))).map_or(5, |rows| rows.len() as u64)"
        ),
    }
}

fn function(attribute: &str, number: usize, salt: usize) -> String {
    match number % 5 {
        0 => format!(
            "{attribute}\npub fn plain_{number}(seed: u64, words: &str) -> u64 {{\n    let mut hash = seed ^ {salt};\n    \
             for byte in words.bytes() {{\n        hash = hash.rotate_left(5) ^ u64::from(byte);\n    }}\n    hash\n}}\n\n"
        ),
        1 => format!(
            "{attribute}\npub fn fallible_{number}(text: &str) -> Result<u64, std::num::ParseIntError> {{\n    \
             let value = text.trim().parse::<u64>()?;\n    if value % 2 == 0 {{\n        return Ok({salt});\n    }}\n    \
             Ok(value.wrapping_mul({salt}))\n}}\n\n"
        ),
        2 => format!(
            "impl Segment {{\n    {attribute}\n    pub fn find_{number}(&self, key: u64) -> Option<u64> {{\n        \
             let start = usize::try_from(key).ok()? % self.rows.len();\n        \
             let found = self.rows[start..].iter().find(|row| **row % 7 == {salt} % 7)?;\n        \
             Some(*found + {salt})\n    }}\n}}\n\n"
        ),
        3 => format!(
            "{attribute}\npub async fn waits_{number}(seed: u64) -> u64 {{\n    \
             let first = std::future::ready(seed + {salt}).await;\n    let mut sum = first;\n    \
             for step in 0..3 {{\n        sum += std::future::ready(step * first).await;\n    }}\n    sum\n}}\n\n"
        ),
        _ => format!(
            "{attribute}\npub async fn reads_{number}(segment: &Segment, key: u64) -> Result<Vec<u64>, Missing> {{\n    \
             let rows: Vec<u64> = segment.rows.iter().copied().filter(|row| *row > key % 50).collect();\n    \
             let last = std::future::ready(rows.last().copied()).await.ok_or(Missing(key))?;\n    \
             if last == {salt} {{\n        return Err(Missing(last));\n    }}\n    Ok(rows)\n}}\n\n"
        ),
    }
}
