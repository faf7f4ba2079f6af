//! unused_must_use: an annotated module with what nobody uses.

// with #[instrumented]
mod whole {
    use std::collections::HashMap;

    fn nobody() -> Result<u32, String> {
        Ok(1)
    }

    async fn nobody_waits() -> u32 {
        std::future::ready(1).await
    }

    pub fn leaves(some: u32) -> Result<u32, String> {
        let other = 1;
        must();
        leaves(1);
        Ok(1)
    }

    pub async fn leaves_later(some: u32) -> Result<u32, String> {
        let mut other = 1;
        std::future::ready(()).await;
        leaves(1);
        Ok(1)
    }

    #[must_use]
    pub fn must() -> u32 {
        return 1;
        2
    }

    pub struct Own;

    impl Own {
        fn nobody(&self) {}
    }

    pub mod deeper {
        fn nobody() {}
    }
}

fn main() {
    whole::must();
    whole::leaves(1);
    whole::leaves_later(1);
}
