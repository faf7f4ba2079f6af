//! E0596: a method of the user's that changes, called through a shared reference.

pub struct Own {
    names: Vec<String>,
}

impl Own {
    fn grow(&mut self, by: usize) -> usize {
        self.names.resize(by, String::new());
        self.names.len()
    }

    // with #[instrumented]
    pub fn plain(&self, by: usize) -> usize {
        let sum = by + 1;
        self.grow(sum)
    }

    // with #[instrumented]
    pub fn checked(&self, other: &Own) -> Result<usize, String> {
        let text = self.names.first().ok_or("none")?;
        Ok(other.grow(text.len()))
    }

    // with #[instrumented]
    pub async fn later(&self, by: usize) -> usize {
        self.grow(by)
    }
}

fn main() {}
