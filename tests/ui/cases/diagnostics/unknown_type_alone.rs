//! E0425: a type that does not exist, by itself.

// with #[instrumented]
fn make() -> Missing {
    missing()
}

// with #[instrumented]
async fn make_later() -> Missing {
    missing()
}

fn main() {}
