//! unused_assignments: an argument that is overwritten before it is read.

// with #[instrumented]
pub fn plain(mut n: u32) -> u32 {
    n = 2;
    n
}

// with #[instrumented]
pub fn fallible(mut n: u32) -> Result<u32, ()> {
    n = 2;
    Ok(n)
}

// with #[instrumented]
pub async fn later(mut n: u32) -> u32 {
    n = 2;
    n
}

fn main() {}
