//! E0308: a call gets the wrong argument.

fn takes(_: u32) -> Option<u32> {
    None
}

// with #[instrumented]
fn calls() -> Result<u32, ()> {
    takes("text").ok_or(())
}

fn main() {}
