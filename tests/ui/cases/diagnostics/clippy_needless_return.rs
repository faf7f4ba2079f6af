//! clippy::needless_return: a return at the end.

// with #[instrumented]
pub fn one() -> u32 {
    return 1;
}

// with #[instrumented]
pub fn two() -> Result<u32, ()> {
    return Ok(2);
}

// with #[instrumented]
pub async fn three() -> u32 {
    return 3;
}

fn main() {}
