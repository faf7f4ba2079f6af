//! E0596: what changes a value, called through a shared reference.

pub struct Own {
    names: [Vec<String>; 2],
}

impl Own {
    // with #[instrumented]
    pub fn push(&self, name: String) {
        self.names[0].push(name);
    }

    // with #[instrumented]
    pub fn checked(&self, name: String) -> Result<usize, String> {
        let names = &mut self.names;
        names[0].push(name);
        Ok(1)
    }

    // with #[instrumented]
    pub async fn at_once(&self, name: String) -> usize {
        self.names[1].insert(0, name);
        self.names.len()
    }
}

// with #[instrumented]
pub fn of_another(text: &String, list: &[u8]) -> Result<(), String> {
    text.push_str("more");
    list.sort();
    Ok(())
}

fn main() {}
