//! E0594: assigned through a shared reference.

pub struct Own {
    count: usize,
    names: [Vec<String>; 2],
    pair: (u8, u8),
}

impl Own {
    // with #[instrumented]
    pub fn counts(&self) {
        self.count += 1;
    }

    // with #[instrumented]
    pub fn sets(self: &Self, other: &mut Self) -> Result<usize, String> {
        other.count = 1;
        self.pair.0 = 2;
        self.names[0].len().checked_sub(1).ok_or_else(String::new)
    }

    // with #[instrumented]
    pub async fn later(&self) -> Option<usize> {
        self.count = 1;
        Some(self.count)
    }
}

// with #[instrumented]
pub fn of_another(own: &Own, number: &u8) {
    own.count = 1;
    *number = 2;
}

// with #[instrumented]
pub fn of_a_pair(pair: (u8, u8)) -> Result<u8, String> {
    pair.0 = 1;
    pair.1.checked_sub(1).ok_or_else(String::new)
}

fn main() {}
