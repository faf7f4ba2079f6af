//! clippy::type_complexity: types that nobody can read, which an implementation may have.

pub trait T {
    fn one(&self) -> Result<Vec<(Option<Box<(u8, u16)>>, Box<(u8, u16)>)>, Vec<Option<Box<(u8, u16)>>>>;
}

impl T for u8 {
    // with #[instrumented]
    fn one(&self) -> Result<Vec<(Option<Box<(u8, u16)>>, Box<(u8, u16)>)>, Vec<Option<Box<(u8, u16)>>>> {
        Ok(Vec::new())
    }
}

// with #[instrumented]
pub async fn later() -> Result<Vec<(Option<Box<(u8, u16)>>, Box<(u8, u16)>)>, Vec<Option<Box<(u8, u16)>>>> {
    Ok(Vec::new())
}

fn main() {}
