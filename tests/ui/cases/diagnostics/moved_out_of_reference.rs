//! E0507: a field moved out of a reference.

struct Own {
    name: String,
}

impl Own {
    // with #[instrumented]
    fn name(&self) -> Result<String, ()> {
        Ok(self.name)
    }
}

fn main() {}
