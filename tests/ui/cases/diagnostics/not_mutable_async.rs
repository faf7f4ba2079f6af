//! E0596: a parameter that is not mutable in an async fn.

// with #[instrumented]
async fn push(values: Vec<u8>) -> usize {
    values.push(1);
    values.len()
}

fn main() {}
