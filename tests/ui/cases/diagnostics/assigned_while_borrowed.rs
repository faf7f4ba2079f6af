//! E0506: an assignment to what is borrowed.

// with #[instrumented]
fn assign(mut n: u32) -> Result<u32, ()> {
    let seen = &n;
    n = 2;
    Ok(*seen + n)
}

fn main() {}
