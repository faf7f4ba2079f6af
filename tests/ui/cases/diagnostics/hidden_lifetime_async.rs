//! E0726: a lifetime that an async fn may not hide.

pub struct Words<'a>(&'a str);

// with #[instrumented]
async fn count(words: Words) -> usize {
    std::future::ready(words).await.0.len()
}

fn main() {}
