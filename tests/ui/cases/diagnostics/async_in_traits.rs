//! async_fn_in_trait: async methods of a public trait, with and without a body.
#![warn(clippy::pedantic)]
#![allow(unused_must_use, clippy::doc_markdown)]

pub trait Public {
    async fn required(&self) -> u32;

    // with #[instrumented]
    async fn at_once(&self) -> u32 {
        1
    }
}

// with #[instrumented]
pub trait Whole {
    async fn required(&self) -> u32;

    async fn provided(&self, mut unused: u32) -> u32 {
        self.required().await
    }

    async fn fallible(&self, text: String) -> Result<u32, String> {
        let n = self.required().await;
        text.parse::<u32>().map(|m| n + m).map_err(|_| text)
    }
}

// with #[instrumented]
trait Private {
    async fn required(&self) -> u32;

    async fn provided(&self, unused: u32) -> u32 {
        self.required().await
    }
}

// with #[instrumented]
impl Private for u32 {
    async fn required(&self) -> u32 {
        std::future::ready(*self).await
    }

    async fn provided(&self, other: u32) -> u32 {
        other + self.required().await
    }
}

// with #[instrumented]
fn main() {
    drop(async {
        1_u32.provided(1);
        1_u32.provided(1).await;
    });
}
