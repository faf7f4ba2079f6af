//! E0308: a return in the middle has the wrong type.

// with #[instrumented]
fn early(stop: bool) -> Result<u32, String> {
    if stop {
        return 1;
    }
    Ok(2)
}

fn main() {}
