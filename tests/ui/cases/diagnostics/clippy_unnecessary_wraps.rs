//! clippy::unnecessary_wraps: an Ok around everything.
#![warn(clippy::unnecessary_wraps)]

// with #[instrumented]
fn one(n: u32) -> Result<u32, ()> {
    Ok(n)
}

fn main() {}
