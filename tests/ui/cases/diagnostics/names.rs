//! non_snake_case: names that are not as names are.

// with #[instrumented]
pub fn getOne(theValue: u32) -> Result<u32, ()> {
    let X = theValue;
    Ok(X)
}

fn main() {}
