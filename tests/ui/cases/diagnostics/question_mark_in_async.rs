//! E0277: a question mark in an async fn that returns nothing.

// with #[instrumented]
async fn parse(text: &str) {
    text.parse::<u32>()?;
}

fn main() {}
