//! unused_assignments: not what is written to a part of `self`, which its destructor reads.

#[derive(Default)]
pub struct Open {
    is_open: bool,
    written: [u8; 2],
}

impl Drop for Open {
    fn drop(&mut self) {
        assert!(!self.is_open && self.written[0] > 0);
    }
}

async fn flush(_: &mut Open) -> Result<(), String> {
    Ok(())
}

macro_rules! log {
    ($text:expr) => {
        println!("{}", $text)
    };
}

impl Open {
    // with #[instrumented]
    pub fn close(mut self) -> Result<(), String> {
        self.is_open = false;
        Ok(())
    }

    // with #[instrumented]
    pub fn close_one(mut self, at: usize) -> Result<(), String> {
        self.written[at] += 1;
        log!("one");
        Ok(())
    }

    // with #[instrumented]
    pub async fn commit(mut self) -> Result<(), String> {
        flush(&mut self).await?;
        self.is_open = false;
        Ok(())
    }

    // with #[instrumented]
    pub async fn commit_aloud(mut self) -> Result<(), String> {
        flush(&mut self).await?;
        log!("committed");
        self.is_open = false;
        Ok(())
    }

    // with #[instrumented]
    pub async fn forget(mut self: Box<Self>) -> Result<(), String> {
        self.is_open = false;
        log!("forgotten");
        Ok(())
    }

    // with #[instrumented]
    pub fn reopen(mut self) -> Result<(), String> {
        let mut times = 1;
        times = 2;
        self = Self { is_open: false, ..Self::closed() };
        Ok(())
    }

    fn closed() -> Self {
        Self::default()
    }
}

fn main() {}
