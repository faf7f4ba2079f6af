//! E0317: an if without else as a value.

// with #[instrumented]
fn choose(yes: bool) -> u32 {
    if yes { 1 }
}

fn main() {}
