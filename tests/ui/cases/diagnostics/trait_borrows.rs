//! E0505: default methods of an annotated trait that move what is borrowed.
#![allow(async_fn_in_trait)]

// with #[instrumented]
pub trait Store: Sized {
    fn name(&self) -> &String;

    fn consumes(self) -> Result<String, ()> {
        let name = self.name();
        drop(self);
        Ok(name.clone())
    }

    fn local(&self) -> Result<&str, ()> {
        let text = self.name().clone();
        Ok(&text)
    }

    fn thread(&self, text: String) -> usize {
        let lent = &text;
        std::thread::spawn(move || drop(text));
        lent.len()
    }

    async fn later(self, text: String) -> usize {
        let name = self.name();
        std::future::ready(drop(text)).await;
        drop(self);
        name.len() + text.len()
    }
}

fn main() {}
