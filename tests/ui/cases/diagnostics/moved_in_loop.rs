//! E0382: a value moved in each turn of a loop.

// with #[instrumented]
fn all(text: String) -> Result<(), ()> {
    for _ in 0..2 {
        drop(text);
    }
    Ok(())
}

fn main() {}
