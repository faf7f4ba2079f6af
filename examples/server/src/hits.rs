//! How often links were followed: counted in memory, written down now and then,
//! since following a link should not wait for the disk.

use std::{collections::HashMap, mem, sync::Arc, time::Duration};

use parking_lot::Mutex;
use telemetry_core::{Instrumented, callsite, gauge, instrumented};
use tokio::{task::spawn_blocking, time::sleep};

use crate::{error::StoreError, link::Code, store::Store};

/// From one writing down to the next.
const INTERVAL: Duration = Duration::from_secs(1);

/// Hits that are not written down. Clones share them.
#[derive(Clone, Debug)]
pub(crate) struct Hits {
    waiting: Arc<Instrumented<Mutex<HashMap<Code, u64>>>>,
    /// Held by who writes down: at the end nothing waits any more, nor is on its way.
    writing: Arc<Mutex<()>>,
}

impl Hits {
    pub(crate) fn new() -> Self {
        let waiting = Instrumented::new(callsite!("hits.lock"), Mutex::default());
        Self { waiting: Arc::new(waiting), writing: Arc::default() }
    }

    /// One more for `code`.
    pub(crate) fn count(&self, code: Code) {
        *self.waiting.lock().entry(code).or_default() += 1;
    }

    /// How many wait.
    pub(crate) fn waiting(&self) -> u64 {
        self.waiting.lock().values().sum()
    }

    /// Writes down what waits; if that fails it waits on.
    #[instrumented]
    pub(crate) fn write_down(&self, store: &Store) -> Result<(), StoreError> {
        let _writing = self.writing.lock();
        let waiting = mem::take(&mut *self.waiting.lock());
        gauge!("hits.links_written", waiting.len());
        if waiting.is_empty() {
            return Ok(());
        }
        let written = store.add_hits(waiting.iter().map(|(code, hits)| (*code, *hits)));
        if written.is_err() {
            let mut since = self.waiting.lock();
            for (code, hits) in waiting {
                *since.entry(code).or_default() += hits;
            }
        }
        written
    }

    /// Writes down in a blocking thread, every second, for as long as it is polled.
    pub(crate) async fn keep_writing_down(self, store: Store) {
        loop {
            sleep(INTERVAL).await;
            let (hits, store) = (self.clone(), store.clone());
            // A panic there has been told, and the next second is another chance.
            if let Ok(Err(error)) = spawn_blocking(move || hits.write_down(&store)).await {
                log::error!("hits wait on: {error}");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hits_are_written_down_once() {
        let (store, hits) = (Store::open(None).expect("memory"), Hits::new());
        let code = store.create("https://example.org/").expect("a link").code;
        hits.count(code);
        hits.count(code);
        assert_eq!(hits.waiting(), 2);
        hits.write_down(&store).expect("it is written");
        hits.write_down(&store).expect("there is nothing to write");
        assert_eq!(hits.waiting(), 0);
        assert_eq!(store.find(code).expect("an answer").expect("it is there").hits, 2);
    }
}
