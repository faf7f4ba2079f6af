//! clippy::new_without_default: a new without Default.

pub struct Own(u32);

impl Own {
    // with #[instrumented]
    pub fn new() -> Self {
        Self(1)
    }
}

fn main() {}
