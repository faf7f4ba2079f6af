//! clippy::let_and_return: ends of functions.

// with #[instrumented]
pub async fn bound(n: u32) -> u32 {
    let all = n + 1;
    all
}

// with #[instrumented]
pub async fn returned(n: u32) -> u32 {
    let all = n + 1;
    return all;
}

// with #[instrumented]
pub async fn tried(n: Result<u32, ()>) -> Result<u32, ()> {
    Ok(n?)
}

fn main() {}
