//! clippy::needless_lifetimes: lifetimes that need not be named, and those that must be.
#![warn(clippy::needless_lifetimes, clippy::elidable_lifetime_names)]

pub struct Part<T>(pub T);

pub struct Word<'a>(pub &'a str);

impl<T: AsRef<[u8]>> Part<T> {
    // with #[instrumented]
    pub fn as_ref<'a>(&'a self) -> Part<&'a [u8]> {
        Part(self.0.as_ref())
    }

    // with #[instrumented]
    pub fn least<'a>(&'a self, least: usize) -> Result<&'a [u8], String> {
        let bytes = self.0.as_ref();
        if bytes.len() < least { Err(String::from("short")) } else { Ok(bytes) }
    }

    // with #[instrumented]
    pub fn other<'a>(&'a self, other: &'a [u8]) -> Part<&'a [u8]> {
        Part(if other.is_empty() { self.0.as_ref() } else { other })
    }

    // with #[instrumented]
    pub fn each<'a>(&'a self) -> Part<Box<dyn Fn(&u8) -> &'a [u8] + 'a>> {
        Part(Box::new(move |_| self.0.as_ref()))
    }
}

// with #[instrumented]
pub fn trimmed<'a>(text: &'a str) -> Result<Word<'a>, String> {
    let text = text.trim();
    if text.is_empty() { Err(String::from("empty")) } else { Ok(Word(text)) }
}

// with #[instrumented]
pub fn again<'a>(word: Word<'a>) -> Part<Word<'a>> {
    Part(word)
}

fn main() {}
