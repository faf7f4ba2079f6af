//! clippy::result_large_err: a closure in the body, whose error is large.

pub struct Large(pub [u8; 500]);

// with #[instrumented]
pub fn told(numbers: &[u8]) -> Result<u8, Large> {
    let one = |number: u8| if number > 9 { Err(Large([0; 500])) } else { Ok(number) };
    one(numbers.len() as u8)
}

fn main() {}
