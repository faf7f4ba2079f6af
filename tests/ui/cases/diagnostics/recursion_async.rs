//! E0733: an async fn that waits for itself.

// with #[instrumented]
async fn count(n: u32) -> u32 {
    if n == 0 { 0 } else { count(n - 1).await + 1 }
}

fn main() {}
