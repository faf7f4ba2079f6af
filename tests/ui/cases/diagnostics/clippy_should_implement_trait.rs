//! clippy::should_implement_trait: a method of a trait's name, but not one that is `async`.

pub struct Rows(Vec<u8>);

async fn later() {}

impl Rows {
    // with #[instrumented]
    pub fn next(&mut self) -> Option<u8> {
        self.0.pop()
    }
}

pub struct Stream(Vec<u8>);

impl Stream {
    // with #[instrumented]
    pub async fn next(&mut self) -> Option<u8> {
        later().await;
        self.0.pop()
    }

    // with #[instrumented]
    pub async fn hash(&self, of: &str) -> Result<u64, String> {
        later().await;
        of.parse().map_err(|_| String::new())
    }
}

fn main() {}
