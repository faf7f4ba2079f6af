//! unused_mut: a mut that an async fn does not need.

// with #[instrumented]
pub async fn sum(mut a: u32) -> u32 {
    let mut b = 1;
    a + b
}

fn main() {}
