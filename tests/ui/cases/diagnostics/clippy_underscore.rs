//! clippy::used_underscore_binding: an argument that says it is not used.
#![warn(clippy::used_underscore_binding, clippy::no_effect_underscore_binding)]

use std::{ops::Bound, sync::Mutex};

pub trait Locked {
    // with #[instrumented]
    fn lock(&self, _start: Bound<u64>, _end: Bound<u64>) -> Result<bool, u8> {
        Err(1)
    }

    // with #[instrumented]
    fn ready(&self, _start: Bound<u64>, _end: Mutex<u8>) -> bool {
        true
    }
}

// with #[instrumented]
pub async fn later(_start: Bound<u64>, _end: Bound<u64>) {}

// with #[instrumented]
pub fn used(_start: Bound<u64>, _end: Bound<u64>) -> Result<bool, u8> {
    Ok(_start == Bound::Unbounded)
}

fn main() {}
