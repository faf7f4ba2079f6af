//! E0384: a second assignment to what is not mutable, in an async fn.

// with #[instrumented]
async fn assign(n: u32) -> Result<u32, ()> {
    n = 2;
    Ok(n)
}

fn main() {}
