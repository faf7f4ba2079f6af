//! A type error in an async fn.

use telemetry_core::instrumented;

async fn asynchronous(n: u8) -> Result<u8, ()> {
    let text: String = n;
    Ok(1)
}
#[instrumented]
async fn asynchronous_instrumented(n: u8) -> Result<u8, ()> {
    let text: String = n;
    Ok(1)
}

fn main() {}
