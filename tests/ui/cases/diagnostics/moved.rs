//! E0382: a value used after it was moved.

// with #[instrumented]
fn twice(text: String) -> Result<usize, ()> {
    let first = text;
    Ok(first.len() + text.len())
}

fn main() {}
