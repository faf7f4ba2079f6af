//! clippy::manual_async_fn: a future by hand that an async fn would be.

// with #[instrumented]
pub fn later(n: u32) -> impl std::future::Future<Output = u32> {
    async move { n }
}

fn main() {}
