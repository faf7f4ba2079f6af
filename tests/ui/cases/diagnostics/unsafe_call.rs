//! E0133: an unsafe call outside unsafe.

unsafe fn risky() -> u32 {
    1
}

// with #[instrumented]
fn calm() -> Result<u32, ()> {
    Ok(risky())
}

fn main() {}
