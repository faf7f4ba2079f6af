//! clippy::wrong_self_convention: a conversion that takes the wrong self.

struct Own(u32);

impl Own {
    // with #[instrumented]
    fn into_inner(&self) -> u32 {
        self.0
    }

    // with #[instrumented]
    fn is_empty(self) -> bool {
        self.0 == 0
    }
}

fn main() {}
