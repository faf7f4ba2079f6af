//! clippy::let_and_return: ends of the blocks of futures by hand.
#![allow(clippy::manual_async_fn)]

// with #[instrumented]
pub fn bound(n: u32) -> impl Future<Output = u32> {
    async move {
        let all = std::future::ready(n).await;
        all
    }
}

// with #[instrumented]
pub fn returned(n: u32) -> impl Future<Output = u32> {
    async move {
        let all = std::future::ready(n).await + 1;
        return all;
    }
}

// with #[instrumented]
pub fn tried(n: Result<u32, ()>) -> impl Future<Output = Result<u32, ()>> {
    async move { Ok(std::future::ready(n).await?) }
}

fn main() {}
