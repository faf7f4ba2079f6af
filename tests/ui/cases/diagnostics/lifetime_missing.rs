//! E0106: a lifetime that nobody says.

// with #[instrumented]
fn longer(a: &str, b: &str) -> Result<&str, ()> {
    if a.len() > b.len() { Ok(a) } else { Ok(b) }
}

fn main() {}
