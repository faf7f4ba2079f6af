//! clippy::items_after_statements: an item in the middle of a body.
#![warn(clippy::pedantic)]

// with #[instrumented]
fn one() -> u32 {
    let n = 1;
    const TWO: u32 = 2;
    n + TWO
}

fn main() {}
