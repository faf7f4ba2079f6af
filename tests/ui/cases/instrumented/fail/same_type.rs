//! A type error is the user's, at the user's place.

use telemetry_core::instrumented;

fn plain() -> u8 {
    "text"
}
#[instrumented]
fn plain_instrumented() -> u8 {
    "text"
}

fn fallible(n: u8) -> Result<u8, String> {
    n
}
#[instrumented]
fn fallible_instrumented(n: u8) -> Result<u8, String> {
    n
}

fn main() {}
