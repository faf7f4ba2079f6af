//! error: the wrong one of two borrows, in what cannot fail.

// with #[instrumented]
fn longer<'a, 'b>(a: &'a str, b: &'b str) -> &'a str {
    if a.len() > b.len() { a } else { b }
}

fn main() {}
