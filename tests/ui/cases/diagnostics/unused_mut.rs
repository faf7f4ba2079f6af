//! unused_mut: a mut that nobody needs.

// with #[instrumented]
pub fn sum(mut a: u32) -> Result<u32, ()> {
    let mut b = 1;
    Ok(a + b)
}

fn main() {}
