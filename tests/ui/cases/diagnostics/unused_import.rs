//! unused_imports: an import inside the body.

// with #[instrumented]
pub fn one() -> u32 {
    use std::collections::HashMap;
    1
}

fn main() {}
