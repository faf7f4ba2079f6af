//! unused_variables: a variable and an argument that nobody reads.

// with #[instrumented]
pub fn sum(a: u32, b: u32) -> Result<u32, ()> {
    let c = 1;
    Ok(a)
}

fn main() {}
