//! E0004: a match that forgets a case.

// with #[instrumented]
fn name(n: Option<u8>) -> Result<&'static str, ()> {
    match n {
        Some(0) => Ok("zero"),
        None => Ok("none"),
    }
}

fn main() {}
