//! clippy::use_self: a type that could be called `Self`, where a trait does not have it.
#![warn(clippy::use_self)]

pub trait Width {
    fn width(&self) -> usize;

    fn at_least(&self, least: usize) -> Result<usize, String>;
}

impl Width for usize {
    // with #[instrumented]
    fn width(&self) -> usize {
        *self
    }

    // with #[instrumented]
    fn at_least(&self, least: usize) -> Result<usize, String> {
        if *self < least {
            return Err(String::new());
        }
        Ok(*self)
    }
}

pub struct Row(pub u8);

impl Row {
    // with #[instrumented]
    pub fn twice(&self) -> Result<Row, String> {
        self.0.checked_mul(2).map(Row).ok_or_else(String::new)
    }
}

fn main() {}
