//! clippy::redundant_clone: a clone of what is not used again.
#![warn(clippy::redundant_clone)]

// with #[instrumented]
pub fn size(text: String) -> Result<usize, ()> {
    let again = text.clone();
    Ok(again.len())
}

fn main() {}
