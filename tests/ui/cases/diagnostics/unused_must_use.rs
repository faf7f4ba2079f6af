//! unused_must_use: a Result that is dropped.

fn may_fail() -> Result<u32, ()> {
    Ok(1)
}

// with #[instrumented]
pub fn drops() -> Result<u32, ()> {
    may_fail();
    Ok(2)
}

fn main() {}
