//! E0308: a semicolon too much behind Ok.

// with #[instrumented]
fn sum(a: u32, b: u32) -> Result<u32, String> {
    Ok(a + b);
}

fn main() {}
