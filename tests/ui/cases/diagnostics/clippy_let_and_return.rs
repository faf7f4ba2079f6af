//! clippy::let_and_return: a binding that is returned at once.

// with #[instrumented]
pub fn one(n: u32) -> u32 {
    let sum = n + 1;
    sum
}

// with #[instrumented]
pub fn two(n: u32) -> Result<u32, ()> {
    let sum = Ok(n + 1);
    sum
}

fn main() {}
