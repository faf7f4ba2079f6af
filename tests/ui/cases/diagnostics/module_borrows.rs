//! E0506: an annotated module of functions that change what is borrowed.

// with #[instrumented]
pub mod whole {
    pub fn fallible(mut values: Vec<u8>) -> Result<u8, ()> {
        let first = values.first().ok_or(())?;
        values = Vec::new();
        Ok(*first)
    }

    pub fn plain(mut n: u8) -> u8 {
        let lent = &n;
        n = 1;
        *lent
    }

    pub async fn later(mut n: u8) -> Result<u8, ()> {
        let lent = &n;
        std::future::ready(()).await;
        n = 1;
        Ok(*lent)
    }

    pub mod deeper {
        pub fn outlives<'a>(text: &'a str, other: &str) -> Result<&'a str, ()> {
            if text.is_empty() { Ok(other) } else { Ok(text) }
        }

        pub fn not_mutable(text: String) -> String {
            text.push('!');
            text
        }
    }
}

fn main() {}
