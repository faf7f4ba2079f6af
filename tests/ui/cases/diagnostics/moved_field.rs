//! E0382: a field that is used when it is gone.

pub struct Own {
    names: Vec<String>,
}

impl Own {
    // with #[instrumented]
    pub fn moves(self) -> Result<usize, Vec<String>> {
        let names = self.names;
        if names.is_empty() { Err(names) } else { Ok(self.names.len()) }
    }
}

fn main() {}
