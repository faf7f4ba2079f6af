//! clippy::needless_lifetimes: lifetimes that need not be named.
#![warn(clippy::needless_lifetimes, clippy::elidable_lifetime_names, clippy::len_without_is_empty)]

async fn later() {}

pub struct Rows(String);

impl Rows {
    // with #[instrumented]
    pub async fn count<'a>(&'a self, least: usize) -> Result<usize, String> {
        later().await;
        Ok(self.0.len() + least)
    }

    // with #[instrumented]
    pub async fn first<'a>(&'a self, word: &str) -> &'a str {
        later().await;
        self.0.strip_prefix(word).unwrap_or(&self.0)
    }

    // with #[instrumented]
    pub async fn longer<'a>(&'a self, other: &'a str) -> &'a str {
        later().await;
        if other.len() > self.0.len() { other } else { &self.0 }
    }

    // with #[instrumented]
    pub async fn len(&self) -> usize {
        later().await;
        self.0.len()
    }
}

// with #[instrumented]
pub async fn trimmed<'a>(text: &'a str) -> &'a str {
    later().await;
    text.trim()
}

fn main() {}
