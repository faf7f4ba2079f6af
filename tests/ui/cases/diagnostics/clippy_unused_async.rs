//! clippy::unused_async: an async fn that waits for nothing.
#![warn(clippy::pedantic)]

// with #[instrumented]
pub async fn one() -> u32 {
    1
}

fn main() {}
