//! Takes a list of files in, on several threads.

use std::{path::PathBuf, thread};

use super::{
    super::engine::{db::Db, error::DbError},
    queue::Queue,
    tally::Tally,
    writer::{Policy, Writer},
};

/// Indexes `files` with `threads` writers; `advance` is told the bytes done.
///
/// # Errors
///
/// If the index fails. What was committed before stays.
pub(crate) fn index(
    db: &Db,
    files: &[PathBuf],
    policy: Policy,
    threads: usize,
    advance: impl Fn(u64) + Sync,
) -> Result<Tally, DbError> {
    let queue = Queue::new(files);
    let write = || {
        let mut writer = Writer::new(db, policy);
        while let Some(path) = queue.take() {
            advance(writer.take(path)?);
        }
        writer.finish()
    };
    let write = || write().inspect_err(|_| queue.close());
    let mut tally = Tally::default();
    thread::scope(|scope| {
        let writers: Vec<_> = (0..threads).map(|_| scope.spawn(write)).collect();
        for writer in writers {
            tally.merge(join(writer)?);
        }
        Ok(tally)
    })
}

/// The thread's result; a panic goes on in this thread.
pub(super) fn join<T>(thread: thread::ScopedJoinHandle<'_, T>) -> T {
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}
