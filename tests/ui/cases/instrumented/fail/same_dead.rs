//! Functions that nobody calls.
#![deny(dead_code, clippy::all)]

use telemetry_core::instrumented;

fn plain() {}
#[instrumented]
fn plain_instrumented() {}

fn fallible() -> Result<u8, ()> {
    Ok(1)
}
#[instrumented]
fn fallible_instrumented() -> Result<u8, ()> {
    Ok(1)
}

async fn asynchronous() {}
#[instrumented]
async fn asynchronous_instrumented() {}

struct Used;

impl Used {
    fn method(&self) {}
}

impl Used {
    #[instrumented]
    fn method_instrumented(&self) {}
}

fn main() {
    let _ = Used;
}
