//! E0597: a closure that outlives an async fn.

// with #[instrumented]
async fn later(n: u32) -> Box<dyn Fn() -> u32> {
    Box::new(|| n + 1)
}

fn main() {}
