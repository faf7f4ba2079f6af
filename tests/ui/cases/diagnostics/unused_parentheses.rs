//! unused_parens: parentheses and braces for nothing.

// with #[instrumented]
pub fn one(n: u32) -> Result<u32, ()> {
    let m = (n);
    if (m > 1) {
        return Ok({ 1 });
    }
    Ok(m)
}

fn main() {}
