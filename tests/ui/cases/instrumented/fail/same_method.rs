//! A method that is not there.

use telemetry_core::instrumented;

struct S;

impl S {
    fn bare(&self) -> Result<u8, ()> {
        self.missing()
    }
    #[instrumented]
    fn under_the_attribute(&self) -> Result<u8, ()> {
        self.missing()
    }
}

fn main() {}
