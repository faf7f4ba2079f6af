//! unconditional_recursion: a function that calls itself whatever happens.

// with #[instrumented]
pub fn down(n: u32) -> u32 {
    down(n - 1)
}

// with #[instrumented]
pub fn down_or_not(n: u32) -> Result<u32, ()> {
    down_or_not(n - 1)
}

fn main() {}
