//! E0615: a method taken for a field.

struct Pair {
    left: u32,
}

impl Pair {
    // with #[instrumented]
    fn right(&self) -> Result<u32, ()> {
        Ok(self.left + self.right)
    }
}

fn main() {}
