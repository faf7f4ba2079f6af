//! E0308: the tail has the wrong type.

// with #[instrumented]
fn tail() -> u32 {
    "text"
}

fn main() {}
