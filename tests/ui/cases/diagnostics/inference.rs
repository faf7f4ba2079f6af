//! E0283: a type that nobody says.

// with #[instrumented]
fn collect() -> usize {
    let all = "a b".split(' ').collect();
    1
}

fn main() {}
