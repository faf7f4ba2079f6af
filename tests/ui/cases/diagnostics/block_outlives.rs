//! E0373: a block that outlives the call.

// with #[instrumented]
fn start(n: u32) -> std::pin::Pin<Box<dyn std::future::Future<Output = u32>>> {
    let made = Box::pin(async { n + 1 });
    made
}

// with #[instrumented]
fn boxed(n: u32) -> Result<Box<dyn Fn() -> u32>, ()> {
    Ok(Box::new(|| n + 1))
}

fn main() {}
