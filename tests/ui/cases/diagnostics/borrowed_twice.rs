//! E0499: two exclusive borrows at once.

// with #[instrumented]
fn two(values: &mut Vec<u8>) -> Result<usize, ()> {
    let first = &mut *values;
    let second = &mut *values;
    first.push(1);
    second.push(2);
    Ok(values.len())
}

fn main() {}
