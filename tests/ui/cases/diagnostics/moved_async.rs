//! E0382: a value used after it was moved, in an async fn.

// with #[instrumented]
async fn twice(text: String) -> usize {
    drop(text);
    text.len()
}

fn main() {}
