//! clippy::question_mark: a match that is a question mark.

// with #[instrumented]
pub fn first(values: &[u8]) -> Option<u8> {
    let first = match values.first() {
        Some(first) => first,
        None => return None,
    };
    Some(first + 1)
}

fn main() {}
