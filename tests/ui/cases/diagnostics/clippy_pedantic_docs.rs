//! clippy::missing_errors_doc: documentation that pedantic asks for.
#![warn(clippy::pedantic)]

/// May fail.
// with #[instrumented]
pub fn one(n: u32) -> Result<u32, u32> {
    if n == 0 {
        panic!("zero");
    }
    Ok(n)
}

fn main() {}
