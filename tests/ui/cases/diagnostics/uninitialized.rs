//! E0381: a local without a value.

// with #[instrumented]
fn some(yes: bool) -> Result<u32, ()> {
    let n: u32;
    if yes {
        n = 1;
    }
    Ok(n)
}

fn main() {}
