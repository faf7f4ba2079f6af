//! E0728: await where nothing waits.

async fn one() -> u32 {
    1
}

// with #[instrumented]
fn two() -> Result<u32, ()> {
    Ok(one().await)
}

fn main() {}
