//! clippy::missing_errors_doc: errors of an async fn that waits, not documented.
#![warn(clippy::missing_errors_doc)]

/// May fail later.
// with #[instrumented]
pub async fn two(n: u32) -> Result<u32, u32> {
    Ok(std::future::ready(n).await)
}

fn main() {}
