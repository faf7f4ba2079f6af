//! unused_variables: default methods of an annotated trait that leave something unused.
#![allow(async_fn_in_trait)]

// with #[instrumented]
trait Store {
    fn nobody(&self) -> Result<u32, String>;

    fn nobody_at_all(&self) -> Result<u32, String> {
        Ok(1)
    }

    fn leaves(&self, some: u32) -> Result<u32, String> {
        let mut other = 1;
        self.must();
        Ok(1)
    }

    async fn leaves_later(&self, some: u32) -> u32 {
        let other = 1;
        std::future::ready(()).await;
        self.leaves(1);
        1
    }

    #[must_use]
    fn must(&self) -> u32 {
        1
    }

    #[must_use]
    async fn must_later(&self) -> u32 {
        std::future::ready(1).await
    }
}

impl Store for u8 {
    fn nobody(&self) -> Result<u32, String> {
        Ok(1)
    }
}

fn main() {
    let _ = 1_u8.leaves(1);
    1_u8.leaves_later(1);
    1_u8.must();
    1_u8.must_later();
}
