//! Use after move.

use telemetry_core::instrumented;

fn fallible(text: String) -> Result<String, String> {
    drop(text);
    Ok(text)
}
#[instrumented]
fn fallible_instrumented(text: String) -> Result<String, String> {
    drop(text);
    Ok(text)
}

fn main() {}
