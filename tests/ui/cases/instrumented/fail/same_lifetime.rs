//! A borrow that does not live long enough.

use telemetry_core::instrumented;

fn fallible<'a>(a: &'a str, b: &str) -> Result<&'a str, ()> {
    if a.is_empty() { Ok(b) } else { Ok(a) }
}
#[instrumented]
fn fallible_instrumented<'a>(a: &'a str, b: &str) -> Result<&'a str, ()> {
    if a.is_empty() { Ok(b) } else { Ok(a) }
}

fn main() {}
