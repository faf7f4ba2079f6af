//! clippy::redundant_clone: a clone of what is not used again, in what cannot fail.
#![warn(clippy::redundant_clone)]

// with #[instrumented]
pub fn size(text: String) -> usize {
    let again = text.clone();
    again.len()
}

fn main() {}
