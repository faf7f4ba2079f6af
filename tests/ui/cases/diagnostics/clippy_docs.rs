//! clippy::doc_overindented_list_items: documentation that is set badly.

pub trait T {
    /// One of:
    ///
    /// - `x <= y`. Two
    ///    values are equal.
    /// * it is
    /// not.
    // with #[instrumented]
    fn one(&self) -> u32 {
        1
    }
}

/// - `x <= y`. Two
///    values are equal.
// with #[instrumented]
pub fn two() -> Result<u32, ()> {
    Ok(1)
}

fn main() {}
