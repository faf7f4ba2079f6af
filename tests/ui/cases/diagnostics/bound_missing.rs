//! E0277: a bound that is missing.

// with #[instrumented]
fn show<T>(value: T) -> Result<String, ()> {
    Ok(format!("{value}"))
}

fn main() {}
