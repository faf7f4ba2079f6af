//! lifetime may not live long enough: one argument's reference for another's.

pub struct Own(String);

impl Own {
    // with #[instrumented]
    pub async fn name(&self, other: &str) -> &str {
        if self.0.is_empty() { other } else { &self.0 }
    }
}

fn main() {}
