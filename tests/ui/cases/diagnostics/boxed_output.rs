//! E0271: a boxed future of something else.

use std::{future::Future, pin::Pin};

// with #[instrumented]
fn name(n: u8) -> Pin<Box<dyn Future<Output = String>>> {
    Box::pin(async move { n })
}

fn main() {}
