//! E0308: the tail is no Result.

// with #[instrumented]
fn tail(n: u32) -> Result<u32, String> {
    n + 1
}

fn main() {}
