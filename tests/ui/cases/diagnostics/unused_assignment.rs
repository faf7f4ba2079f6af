//! unused_assignments: a value that is overwritten.

// with #[instrumented]
pub fn last() -> Result<u32, ()> {
    let mut n = 1;
    n = 2;
    Ok(n)
}

fn main() {}
