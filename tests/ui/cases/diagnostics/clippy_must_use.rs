//! clippy::must_use_candidate: a result that somebody may forget.
#![warn(clippy::must_use_candidate)]

// with #[instrumented]
pub fn size(text: &str) -> usize {
    text.len()
}

fn main() {}
