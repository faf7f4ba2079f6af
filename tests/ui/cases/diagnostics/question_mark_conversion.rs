//! E0277: no conversion between the errors.

struct Mine;

// with #[instrumented]
fn parse(text: &str) -> Result<u32, Mine> {
    Ok(text.parse::<u32>()?)
}

fn main() {}
