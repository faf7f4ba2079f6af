//! clippy::cast_possible_truncation: casts, formats and matches as pedantic sees them.
#![warn(clippy::pedantic)]

/// Narrow.
// with #[instrumented]
#[must_use]
pub fn narrow(n: u64) -> u8 {
    n as u8
}

/// Said.
// with #[instrumented]
#[must_use]
pub fn said(n: u64) -> String {
    format!("{}", n)
}

/// Chosen.
///
/// # Errors
///
/// None.
// with #[instrumented]
pub fn chosen(n: Option<u64>) -> Result<u64, ()> {
    if !n.is_none() { Ok(1) } else { Ok(2) }
}

fn main() {}
