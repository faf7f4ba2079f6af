//! dead_code: functions and methods that nobody calls.

// with #[instrumented]
fn nobody() -> Result<u32, ()> {
    Ok(1)
}

// with #[instrumented]
async fn nobody_waits() -> u32 {
    1
}

pub struct Own;

impl Own {
    // with #[instrumented]
    fn unused(&self) -> u32 {
        1
    }
}

fn main() {}
