//! E0308: what an async fn that stays one waits for is something else.

#[must_use]
// with #[instrumented]
pub async fn name(n: u8) -> String {
    std::future::ready(n).await
}

fn main() {}
