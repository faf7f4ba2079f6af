//! clippy::non_canonical_partial_ord_impl: an order as it should not be implemented,
//! beside one that is.

#[derive(PartialEq, Eq)]
pub struct Well(u32);

impl PartialOrd for Well {
    // with #[instrumented]
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Well {
    // with #[instrumented]
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}

#[derive(PartialEq, Eq)]
pub struct Badly(u32);

impl PartialOrd for Badly {
    // with #[instrumented]
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        self.0.partial_cmp(&other.0)
    }
}

impl Ord for Badly {
    // with #[instrumented]
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}

#[derive(Copy)]
pub struct Copied(u32);

impl Clone for Copied {
    // with #[instrumented]
    fn clone(&self) -> Self {
        *self
    }
}

fn main() {}
