//! unused_must_use: callers who drop what must be used.

#[must_use = "it is the sum"]
// with #[instrumented]
pub fn sum() -> u32 {
    1
}

#[must_use]
// with #[instrumented]
pub fn sum_or_not() -> Result<u32, ()> {
    Ok(1)
}

// with #[instrumented]
pub async fn later() {}

pub fn drops() {
    sum();
    sum_or_not();
    later();
}

fn main() {}
