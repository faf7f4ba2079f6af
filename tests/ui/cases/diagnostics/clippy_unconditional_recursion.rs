//! clippy::unconditional_recursion: an equality that asks itself.

pub struct Row(pub u8);

impl PartialEq for Row {
    // with #[instrumented]
    fn eq(&self, other: &Self) -> bool {
        self == other
    }
}

pub struct Column(pub u8);

impl PartialEq for Column {
    // with #[instrumented]
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

fn main() {}
