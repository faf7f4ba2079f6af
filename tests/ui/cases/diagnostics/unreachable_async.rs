//! unreachable_code: code behind an endless loop.

// with #[instrumented]
pub async fn one() -> u32 {
    loop {}
    1
}

fn main() {}
