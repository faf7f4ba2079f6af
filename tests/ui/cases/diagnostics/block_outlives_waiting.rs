//! E0597: a closure that outlives an async fn that waits.

// with #[instrumented]
async fn later(n: u32) -> Box<dyn Fn() -> u32> {
    std::future::ready(()).await;
    Box::new(|| n + 1)
}

fn main() {}
