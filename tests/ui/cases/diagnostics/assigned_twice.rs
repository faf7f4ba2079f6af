//! E0384: a second assignment to what is not mutable.

// with #[instrumented]
fn assign(n: u32) -> Result<u32, ()> {
    n = 2;
    Ok(n)
}

fn main() {}
