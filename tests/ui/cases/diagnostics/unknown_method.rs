//! E0599: a method that does not exist.

// with #[instrumented]
async fn call(text: String) -> usize {
    text.length()
}

fn main() {}
