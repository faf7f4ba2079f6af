//! E0308: an async tail has the wrong type.

// with #[instrumented]
async fn tail() -> u32 {
    "text"
}

fn main() {}
