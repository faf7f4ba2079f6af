//! E0308: arms of different types.

// with #[instrumented]
fn choose(n: u32) -> Result<u32, String> {
    let chosen = match n {
        0 => 1_u32,
        _ => "many",
    };
    Ok(chosen)
}

fn main() {}
