//! clippy::borrow_deref_ref: what is borrowed is a reference already.

pub struct Text(String);

impl Text {
    // with #[instrumented]
    pub fn plain(&self) -> usize {
        let again = &*self;
        again.0.len()
    }

    // with #[instrumented]
    pub fn fallible(&self) -> Result<usize, String> {
        let again = &*self;
        if again.0.is_empty() {
            return Err(String::new());
        }
        Ok(again.0.len())
    }

    // with #[instrumented]
    pub fn passed_on(&self, to: fn(&Text) -> Result<usize, String>) -> Result<usize, String> {
        to(&*self)
    }
}

// with #[instrumented]
pub fn of_argument(text: &Text) -> Result<bool, String> {
    let again = &*text;
    again.fallible().map(|length| length > 1)
}

fn main() {}
