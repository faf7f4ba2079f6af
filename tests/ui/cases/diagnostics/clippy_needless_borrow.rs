//! clippy::needless_borrow: a borrow of a borrow.

// with #[instrumented]
pub fn size(text: &str) -> Result<usize, std::num::ParseIntError> {
    let n: usize = text.parse()?;
    Ok(n + (&text).len())
}

fn main() {}
