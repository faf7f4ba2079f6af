//! E0268: a `break` in no loop.

// with #[instrumented]
fn stops(n: u32) -> Result<u32, String> {
    if n == 0 {
        break;
    }
    n.checked_add(1).ok_or_else(String::new)
}

// with #[instrumented]
fn skips(n: u32) {
    let add = || n + 1;
    if add() == 1 {
        continue;
    }
}

fn main() {}
