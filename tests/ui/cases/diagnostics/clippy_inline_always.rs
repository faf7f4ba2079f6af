//! clippy::inline_always: an order to the optimizer, as it is expected and as it is not.
#![warn(clippy::pedantic)]

// with #[instrumented]
#[inline(always)]
fn one() -> u32 {
    1
}

#[expect(clippy::inline_always)]
#[inline(always)]
// with #[instrumented]
fn two(n: u32) -> Result<u32, u32> {
    if n == 0 { Err(n) } else { Ok(n) }
}

fn main() {}
