//! A `?` that does not fit.

use telemetry_core::instrumented;

fn fallible(text: &str) -> Result<u8, String> {
    Ok(text.parse::<u8>()?)
}
#[instrumented]
fn fallible_instrumented(text: &str) -> Result<u8, String> {
    Ok(text.parse::<u8>()?)
}

fn main() {}
