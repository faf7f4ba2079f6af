//! E0515: a reference to a local value.

// with #[instrumented]
fn local<'a>() -> Result<&'a str, ()> {
    let text = String::from("text");
    Ok(&text)
}

fn main() {}
