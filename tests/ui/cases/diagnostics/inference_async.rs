//! E0282: a type that nobody says in an async fn.

// with #[instrumented]
async fn collect() -> Result<usize, ()> {
    let all = Vec::new();
    Ok(all.len())
}

fn main() {}
