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

fn main() {}
