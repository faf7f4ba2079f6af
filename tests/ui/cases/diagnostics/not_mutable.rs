//! E0596: a parameter that is not mutable.

// with #[instrumented]
fn push(values: Vec<u8>) -> Result<usize, ()> {
    values.push(1);
    Ok(values.len())
}

fn main() {}
