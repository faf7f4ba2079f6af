//! dead_code: methods of an annotated block that nobody calls, or that leave something unused.

struct Own {
    name: String,
}

// with #[instrumented]
impl Own {
    fn unused(&self) -> Result<usize, String> {
        Ok(self.name.len())
    }

    async fn unused_later(&self) -> usize {
        std::future::ready(()).await;
        self.name.len()
    }

    fn leaves(&self, some: u32) -> Result<u32, String> {
        let other = 1;
        self.must();
        Ok(1)
    }

    async fn leaves_later(&self, mut some: u32) -> u32 {
        let other = 1;
        std::future::ready(()).await;
        self.must();
        self.leaves(1);
        some
    }

    #[must_use]
    fn must(&self) -> u32 {
        1
    }

    #[must_use = "it waits"]
    async fn must_later(&self) -> Result<u32, ()> {
        std::future::ready(Ok(1)).await
    }
}

fn main() {
    let own = Own { name: String::new() };
    let _ = own.leaves(1);
    let _ = own.leaves_later(1);
    own.must();
    own.must_later();
    own.leaves_later(1);
}
