//! clippy::redundant_closure: a closure around a function.

// with #[instrumented]
pub fn sizes(all: &[String]) -> Result<Vec<String>, ()> {
    Ok(all.iter().map(|text| shout(text)).collect())
}

fn shout(text: &String) -> String {
    text.to_uppercase()
}

fn main() {}
