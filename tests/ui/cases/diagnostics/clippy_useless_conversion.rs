//! clippy::useless_conversion: an iterator that is made where any collection is taken.

// with #[instrumented]
pub fn pairs(numbers: &[u8], others: Vec<u8>) -> Result<usize, String> {
    let pairs = numbers.iter().zip(others.into_iter()).count();
    if pairs == 0 { Err(String::from("none")) } else { Ok(pairs) }
}

fn main() {}
