//! unreachable_code: code behind a return.

// with #[instrumented]
pub fn one() -> Result<u32, ()> {
    return Ok(1);
    Ok(2)
}

// with #[instrumented]
pub fn two() -> u32 {
    return 1;
    2
}

fn main() {}
