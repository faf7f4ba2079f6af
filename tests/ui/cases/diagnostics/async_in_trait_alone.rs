//! async_fn_in_trait: an async method of a public trait, with the attribute on it alone.

pub trait Public {
    // with #[instrumented]
    async fn provided(&self) -> u32 {
        std::future::ready(1).await
    }
}

fn main() {}
