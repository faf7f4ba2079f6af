//! E0515: a reference to a parameter.

// with #[instrumented]
fn local<'a>(text: String) -> &'a str {
    text.as_str()
}

fn main() {}
