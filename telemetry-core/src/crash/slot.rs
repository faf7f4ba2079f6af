//! The slot: a record that was written before the crash, in case there is no time
//! for it then. Its owner holds a lock on it, so whoever gets the lock knows that
//! the owner is gone.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
    time::UNIX_EPOCH,
};

use crate::crash::{
    class::Class,
    image::Image,
    record::{MAX_BYTES, Record, SECONDS_PER_HOUR},
    signals::{self, TRAILER_BYTES},
};

/// An open slot; the signal handler writes to it until this is dropped.
#[derive(Debug)]
pub(super) struct Slot {
    file: File,
    path: PathBuf,
}

impl Slot {
    /// Creates the slot at `path` with all of `record` but the signal.
    pub(super) fn create(path: PathBuf, record: &Record, image: &Image) -> io::Result<Self> {
        let mut options = File::options();
        options.write(true).create_new(true);
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&path)?;
        file.try_lock()?;
        file.write_all(&serde_json::to_vec(record)?)?;
        signals::open(&file, image);
        Ok(Self { file, path })
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        signals::close();
        // If it stays, the next start finds it empty and removes it.
        _ = fs::remove_file(&self.path);
        _ = self.file.unlock();
    }
}

/// The record in a slot whose owner was ended by a signal. An owner that ended
/// otherwise leaves a slot without one; the slot of a living owner is left alone.
pub(super) fn read(path: &Path) -> Option<Found> {
    let file = File::open(path).ok()?;
    if file.try_lock().is_err() {
        return None;
    }
    Some(read_dead(path, &file).map_or(Found::Nothing, Found::Signal))
}

/// What a dead owner left.
pub(super) enum Found {
    Nothing,
    Signal(Record),
}

fn read_dead(path: &Path, file: &File) -> Option<Record> {
    let metadata = file.metadata().ok()?;
    if metadata.len() > (MAX_BYTES + TRAILER_BYTES) as u64 {
        return None;
    }
    let bytes = fs::read(path).ok()?;
    let (json, trailer) = bytes.split_at_checked(bytes.len().checked_sub(TRAILER_BYTES)?)?;
    let (signal, offset) = signals::read_trailer(trailer)?;
    let mut record: Record = serde_json::from_slice(json).ok()?;
    let died = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    record.hour = died.as_secs() / SECONDS_PER_HOUR;
    record.class = Class::Signal;
    record.signal = Some(signal);
    // A return address is one instruction past the one that counts.
    record.frames = if offset == 0 { Vec::new() } else { vec![offset + 1] };
    Some(record)
}
