//! cannot find attribute: another attribute that is not there.

// with #[instrumented]
#[nowhere]
fn first() -> u32 {
    1
}

#[nowhere]
// with #[instrumented]
fn second() -> u32 {
    1
}

fn main() {}
