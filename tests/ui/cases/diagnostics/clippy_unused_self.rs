//! clippy::unused_self: a method without a look at itself.
#![warn(clippy::unused_self)]

struct Own;

impl Own {
    // with #[instrumented]
    fn one(&self) -> Result<u32, ()> {
        Ok(1)
    }
}

fn main() {}
