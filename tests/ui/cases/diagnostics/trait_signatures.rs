//! E0053: methods of an annotated `impl` that are not those of the trait.
#![allow(async_fn_in_trait)]

pub trait Store {
    fn get(&self, key: u32) -> Result<u32, String>;
    async fn later(&self, key: u32) -> Result<u32, String>;
    async fn owned(&self) -> String;
    fn made(&self) -> impl Future<Output = u32> + Send;
    fn missing(&self);
}

// with #[instrumented]
impl Store for u8 {
    fn get(&self, key: u64) -> Result<u32, String> {
        Ok(key as u32)
    }

    async fn later(&self, key: &u32) -> Result<u32, String> {
        std::future::ready(()).await;
        Ok(*key)
    }

    async fn owned(&self) -> Result<String, ()> {
        std::future::ready(()).await;
        Ok(String::new())
    }

    async fn made(&self) -> u32 {
        let local = std::rc::Rc::new(1);
        std::future::ready(()).await;
        *local
    }

    fn more(&self) {}
}

fn main() {}
