//! E0382: methods of an annotated block that use what is gone.

pub struct Own {
    names: Vec<String>,
}

// with #[instrumented]
impl Own {
    pub fn moves(self) -> Result<usize, ()> {
        drop(self);
        Ok(self.names.len())
    }

    pub fn twice(&mut self) -> Option<&mut String> {
        let first = self.names.first_mut();
        self.names.push(String::new());
        first
    }

    pub async fn later(self) -> usize {
        let names = self.names;
        std::future::ready(()).await;
        drop(names);
        self.names.len()
    }

    pub async fn shared(&self, name: String) -> Result<(), String> {
        std::future::ready(()).await;
        self.names.push(name);
        Ok(())
    }
}

fn main() {}
