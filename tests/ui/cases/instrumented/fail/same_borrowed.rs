//! A mutable borrow while a shared one is alive.

use telemetry_core::instrumented;

fn fallible(values: &mut Vec<u8>) -> Result<u8, ()> {
    let first = &values[0];
    values.push(1);
    Ok(*first)
}
#[instrumented]
fn fallible_instrumented(values: &mut Vec<u8>) -> Result<u8, ()> {
    let first = &values[0];
    values.push(1);
    Ok(*first)
}

fn main() {}
