//! E0502: a borrow while it is changed.

// with #[instrumented]
fn grow(values: &mut Vec<u8>) -> Result<u8, ()> {
    let first = &values[0];
    values.push(1);
    Ok(*first)
}

fn main() {}
