//! deprecated: a call of what is deprecated.

#[deprecated = "use two"]
// with #[instrumented]
pub fn one() -> u32 {
    1
}

// with #[instrumented]
pub fn three() -> Result<u32, ()> {
    Ok(one() + 2)
}

fn main() {}
