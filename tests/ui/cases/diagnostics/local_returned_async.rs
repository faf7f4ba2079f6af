//! E0515: a reference to a parameter of an async fn.

// with #[instrumented]
async fn local<'a>(text: String) -> &'a str {
    text.as_str()
}

fn main() {}
