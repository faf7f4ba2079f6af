//! E0308: a semicolon too much.

// with #[instrumented]
fn sum(a: u32, b: u32) -> u32 {
    a + b;
}

fn main() {}
