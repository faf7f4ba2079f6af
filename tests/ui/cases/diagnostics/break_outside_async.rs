//! E0267: a `continue` in no loop of an async fn.

// with #[instrumented]
async fn skips(n: u32) -> u32 {
    if n == 0 {
        continue;
    }
    n
}

// with #[instrumented]
async fn stops(n: u32) {
    std::future::ready(n).await;
    break;
}

fn main() {}
