//! clippy::non_canonical_clone_impl: traits as they should not be implemented.

#[derive(Copy)]
pub struct Id(u32);

impl Clone for Id {
    // with #[instrumented]
    fn clone(&self) -> Self {
        Id(self.0)
    }
}

#[derive(PartialEq, Eq, PartialOrd)]
pub struct Ordered(u32);

impl Ord for Ordered {
    // with #[instrumented]
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}

fn main() {}
