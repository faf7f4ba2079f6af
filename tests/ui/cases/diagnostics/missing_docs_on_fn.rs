//! missing_docs: public functions without documentation.
#![warn(missing_docs)]

// with #[instrumented]
pub fn one() -> u32 {
    1
}

// with #[instrumented]
pub async fn two() -> Result<u32, ()> {
    Ok(2)
}

fn main() {}
