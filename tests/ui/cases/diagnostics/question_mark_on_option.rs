//! E0277: a `?` on an `Option` where a `Result` is returned.

// with #[instrumented]
fn first(list: &[u32]) -> Result<u32, String> {
    Ok(*list.first()?)
}

fn main() {}
