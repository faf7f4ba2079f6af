//! clippy::let_and_return: ends of async functions.

// with #[instrumented]
pub async fn bound(n: u32) -> u32 {
    let all = std::future::ready(n).await;
    all
}

// with #[instrumented]
pub async fn returned(n: u32) -> u32 {
    let all = std::future::ready(n).await + 1;
    return all;
}

// with #[instrumented]
pub async fn tried(n: Result<u32, ()>) -> Result<u32, ()> {
    Ok(std::future::ready(n).await?)
}

fn main() {}
