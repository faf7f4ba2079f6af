//! E0308: methods of an annotated block whose values do not fit.

pub struct Own {
    name: String,
}

// with #[instrumented]
impl Own {
    pub fn fallible(&self, by: u32) -> Result<u32, String> {
        if by == 0 {
            return Ok(self.name);
        }
        Ok(by)
    }

    pub fn plain(&mut self, by: u32) -> u32 {
        let length: u32 = self.name.len();
        length + by
    }

    pub async fn later(&self) -> Result<usize, String> {
        let by = std::future::ready(self.fallible(1)).await?;
        let length: usize = by;
        Ok(length)
    }

    pub fn unknown(&self) -> Result<u32, String> {
        self.fallibel(1)
    }
}

fn main() {}
