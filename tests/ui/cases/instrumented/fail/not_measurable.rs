//! What cannot be measured says why and what to do.

use telemetry_core::instrumented;

#[instrumented]
const fn at_compile_time() -> u8 {
    1
}

trait Trait {
    #[instrumented]
    fn required(&self);
}

#[instrumented]
struct Struct;

#[instrumented]
static STATIC: u8 = at_compile_time();

const KEPT: u8 = at_compile_time();

fn main() {
    let _: (Struct, u8) = (Struct, STATIC + KEPT);
}
