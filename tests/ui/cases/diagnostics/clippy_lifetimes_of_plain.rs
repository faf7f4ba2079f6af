//! clippy::needless_lifetimes: lifetimes that need not be named.
#![warn(clippy::needless_lifetimes, clippy::elidable_lifetime_names)]

pub struct Rows(String);

impl Rows {
    // with #[instrumented]
    pub fn first<'a>(&'a self, word: char) -> Result<&'a str, String> {
        self.0.strip_prefix(word).ok_or_else(|| word.to_string())
    }

    // with #[instrumented]
    pub fn tried<'a>(&'a mut self, word: char) -> Result<Option<&'a mut str>, String> {
        let first = self.0.strip_prefix(word).ok_or("nothing")?.len();
        Ok(self.0.get_mut(first..))
    }

    // with #[instrumented]
    pub fn longer<'a>(&'a self, other: &'a str) -> Result<&'a str, String> {
        Ok(if other.len() > self.0.len() { other } else { &self.0 })
    }
}

// with #[instrumented]
pub fn words<'a>(text: &'a str) -> Result<std::str::Split<'a, char>, String> {
    if text.is_empty() { Err(text.to_owned()) } else { Ok(text.split(' ')) }
}

// with #[instrumented]
#[track_caller]
pub fn tracked<'a>(text: &'a str) -> Result<&'a str, String> {
    text.split(' ').next().ok_or_else(|| text.to_owned())
}

fn main() {}
