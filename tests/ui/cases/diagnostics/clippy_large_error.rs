//! clippy::result_large_err: an error that is moved about, which an implementation may have.

pub struct Large(pub [u8; 500]);

pub trait Into {
    fn into(self) -> Result<u8, Large>;
}

impl Into for u8 {
    // with #[instrumented]
    fn into(self) -> Result<u8, Large> {
        Ok(self)
    }
}

// with #[instrumented]
pub fn told() -> Result<u8, Large> {
    Err(Large([0; 500]))
}

// with #[instrumented]
pub async fn later() -> Result<u8, Large> {
    Ok(1)
}

pub type Answer<T> = Result<T, Large>;

pub type Told = Answer<u8>;

// with #[instrumented]
pub fn answered(right: bool) -> Answer<u8> {
    if right { Ok(1) } else { Err(Large([1; 500])) }
}

// with #[instrumented]
pub fn told_again() -> Told {
    answered(true)
}

pub trait Same {
    fn same(self) -> Self;
}

impl Same for Told {
    // with #[instrumented]
    fn same(self) -> Self {
        if self.is_ok() { self } else { answered(true) }
    }
}

fn main() {}
