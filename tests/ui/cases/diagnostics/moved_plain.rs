//! E0382: a value used after it was moved, in what cannot fail.

// with #[instrumented]
fn twice(text: String) -> usize {
    drop(text);
    text.len()
}

fn main() {}
