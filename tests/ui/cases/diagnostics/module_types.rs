//! E0308: an annotated module of functions whose values do not fit.

// with #[instrumented]
pub mod whole {
    use std::collections::HashMap;

    pub fn fallible(map: &HashMap<u8, u32>) -> Result<u32, String> {
        map.get(&1).ok_or("nothing".to_owned())
    }

    pub fn plain(text: &str) -> u32 {
        text.len()
    }

    pub async fn later(text: &str) -> Result<u8, std::num::ParseIntError> {
        std::future::ready(()).await;
        Some(text.parse()?)
    }

    pub struct Own(u8);

    impl Own {
        pub fn method(&self) -> Result<u8, String> {
            self.0
        }

        pub async fn method_later(&self) -> &str {
            std::future::ready(()).await;
            self.0
        }
    }

    pub mod deeper {
        pub fn inside() -> Result<u32, String> {
            Err("text")
        }
    }
}

fn main() {}
