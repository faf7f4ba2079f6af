//! unused_must_use: an output that is to be used.
#![warn(clippy::pedantic, clippy::nursery)]
#![allow(clippy::doc_markdown)]

// with #[instrumented]
#[must_use = "it is the sum"]
pub async fn sum(n: u32) -> u32 {
    let all = std::future::ready(n).await;
    let more = std::future::ready(all);
    more.await
}

// with #[instrumented]
#[must_use]
pub async fn kept(name: String) -> Result<u32, String> {
    let mut length = std::future::ready(name.len()).await;
    std::future::ready(u32::try_from(length)).await.map_err(|_| name)
}

fn main() {
    drop(async {
        sum(1).await;
        kept(String::new()).await;
    });
}
