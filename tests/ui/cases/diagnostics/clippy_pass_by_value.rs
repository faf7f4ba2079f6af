//! clippy::needless_pass_by_value: a value that could be borrowed.
#![warn(clippy::pedantic)]

/// The size.
// with #[instrumented]
fn size(text: String) -> usize {
    text.len()
}

fn main() {}
