//! unused_variables: an argument that an async fn does not read.

// with #[instrumented]
pub async fn sum(a: u32, b: u32) -> u32 {
    a
}

fn main() {}
