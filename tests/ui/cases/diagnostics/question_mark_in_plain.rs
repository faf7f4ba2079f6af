//! E0277: a question mark where nothing can fail.

// with #[instrumented]
fn parse(text: &str) -> u32 {
    text.parse::<u32>()?
}

fn main() {}
