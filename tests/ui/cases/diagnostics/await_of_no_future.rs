//! E0277: a number is awaited.

// with #[instrumented]
pub async fn later(n: u32) -> u32 {
    n.await;
    n
}

// with #[instrumented]
#[must_use]
pub async fn kept(n: u32) -> Result<u32, ()> {
    let text = String::from("no future").await;
    Ok(n)
}

// with #[instrumented]
pub fn by_hand(n: u32) -> impl Future<Output = u32> {
    async move {
        n.await;
        n
    }
}

fn main() {}
