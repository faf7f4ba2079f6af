//! E0425: a name that does not exist.

// with #[instrumented]
fn sum(count: u32) -> Result<u32, String> {
    Ok(coutn + 1)
}

fn main() {}
