//! E0308: default methods of an annotated trait whose values do not fit.
#![allow(async_fn_in_trait)]

// with #[instrumented]
pub trait Store {
    type Key;

    fn get(&self, key: &Self::Key) -> Result<u32, String>;

    fn first(&self, key: Self::Key) -> Result<u32, String> {
        self.get(key)
    }

    fn count(&self) -> usize {
        "none"
    }

    async fn later(&self, key: &Self::Key) -> Result<String, String> {
        let found = self.get(key)?;
        std::future::ready(()).await;
        Ok(found)
    }

    async fn missing(&self) -> Result<u32, String> {
        std::future::ready(()).await;
        self.nothing().await
    }
}

fn main() {}
