//! E0425: a type that does not exist.

// with #[instrumented]
fn make() -> Result<Missing, String> {
    Err(String::new())
}

fn main() {}
