//! clippy::too_many_arguments: eight arguments.

// with #[instrumented]
pub fn many(a: u8, b: u8, c: u8, d: u8, e: u8, f: u8, g: u8, h: u8) -> Result<u8, ()> {
    Ok(a + b + c + d + e + f + g + h)
}

fn main() {}
