//! error: the wrong one of two borrows.

// with #[instrumented]
fn longer<'a, 'b>(a: &'a str, b: &'b str) -> Result<&'a str, ()> {
    if a.len() > b.len() { Ok(a) } else { Ok(b) }
}

fn main() {}
