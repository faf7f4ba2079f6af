//! A name that is nowhere.

use telemetry_core::instrumented;

async fn asynchronous() -> Result<u8, ()> {
    Ok(missing)
}
#[instrumented]
async fn asynchronous_instrumented() -> Result<u8, ()> {
    Ok(missing)
}

fn main() {}
