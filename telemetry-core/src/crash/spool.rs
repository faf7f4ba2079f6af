//! The folder in which crashes wait for a process that may send them: small
//! files, bounded in number, bytes and age, temporary ones included.

use std::{
    ffi::OsStr,
    fs, io,
    io::Write,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use uuid::Uuid;

use crate::crash::record::{MAX_BYTES, Record};
#[cfg(all(feature = "crash-signals", unix))]
use crate::crash::slot::{self, Found};

/// Records that may wait.
const MAX_FILES: usize = 32;

/// Bytes of records that may wait.
const MAX_TOTAL_BYTES: u64 = 128 * 1024;

/// Slots of living processes: further ones share the spool without one.
#[cfg(all(feature = "crash-signals", unix))]
const MAX_SLOTS: usize = 32;

/// How long a crash may wait.
const MAX_AGE: Duration = Duration::from_hours(30 * 24);

/// After this long nobody is still writing a temporary file.
const MAX_TEMPORARY_AGE: Duration = Duration::from_mins(1);

const RECORD: &str = "crash";
const TEMPORARY: &str = "crash-part";
const SLOT: &str = "crash-slot";

/// The files that are ours.
const KINDS: [&str; 3] = [RECORD, TEMPORARY, SLOT];

/// The folder. It is created when the first crash is written.
#[derive(Clone, Debug)]
pub(crate) struct Spool {
    folder: PathBuf,
}

impl Spool {
    pub(crate) fn at(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    #[cfg(test)]
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Writes `record` so that it is there whole or not at all.
    ///
    /// Fails with [`io::ErrorKind::QuotaExceeded`] when enough are waiting.
    pub(super) fn write(&self, record: &Record) -> io::Result<PathBuf> {
        let bytes = serde_json::to_vec(record)?;
        create_private(&self.folder)?;
        self.fits(1, bytes.len() as u64)?;
        let id = record.identity().id();
        let (part, whole) = (self.path(id, TEMPORARY), self.path(id, RECORD));
        // Once more with the file in place: whoever writes at the same time sees
        // it too, so together they stay within the bounds.
        let written = write_new(&part, &bytes)
            .and_then(|()| self.fits(0, 0))
            .and_then(|()| fs::rename(&part, &whole));
        if written.is_err() {
            // Nobody to tell, and the sweep at the next start tries again.
            _ = fs::remove_file(&part);
        }
        written.map(|()| whole)
    }

    /// Whether so many more files and bytes are within the bounds, temporary ones
    /// included.
    fn fits(&self, more: usize, bytes: u64) -> io::Result<()> {
        let waiting = self.files()?.into_iter().filter(|file| file.kind != SLOT);
        let (files, total) =
            waiting.fold((more, bytes), |(files, total), file| (files + 1, total + file.bytes));
        let is_within = files <= MAX_FILES && total <= MAX_TOTAL_BYTES;
        if is_within { Ok(()) } else { Err(io::ErrorKind::QuotaExceeded.into()) }
    }

    /// The crashes that wait, oldest first. What is too old, unreadable or left
    /// half-written is removed.
    pub(crate) fn sweep(&self) -> Vec<(PathBuf, Record)> {
        let mut files = self.files().unwrap_or_default();
        files.sort_by_key(|file| file.age);
        let mut records = Vec::new();
        for file in files.into_iter().rev() {
            if file.kind == SLOT || file.kind == TEMPORARY && !file.is_abandoned {
                continue;
            }
            match (file.kind == RECORD && file.age <= MAX_AGE).then(|| read(&file)).flatten() {
                Some(record) if records.len() < MAX_FILES => records.push((file.path, record)),
                _ => _ = fs::remove_file(&file.path),
            }
        }
        #[cfg(all(feature = "crash-signals", unix))]
        records.extend(self.sweep_slots());
        records
    }

    /// A path for a slot of `record`, in a folder that is there.
    #[cfg(all(feature = "crash-signals", unix))]
    pub(super) fn slot(&self, record: &Record) -> io::Result<PathBuf> {
        create_private(&self.folder)?;
        let slots = self.files()?.into_iter().filter(|file| file.kind == SLOT).count();
        if slots >= MAX_SLOTS {
            return Err(io::ErrorKind::QuotaExceeded.into());
        }
        Ok(self.path(record.identity().id(), SLOT))
    }

    /// What signals left in the slots of processes that are gone.
    #[cfg(all(feature = "crash-signals", unix))]
    fn sweep_slots(&self) -> Vec<(PathBuf, Record)> {
        let mut records = Vec::new();
        let files = self.files().unwrap_or_default();
        // One that is empty may be in the making, between its creation and its lock.
        let is_made = |file: &SpoolFile| file.bytes > 0 || file.is_abandoned;
        for file in files.into_iter().filter(|file| file.kind == SLOT && is_made(file)) {
            match slot::read(&file.path) {
                None => {}
                Some(Found::Signal(record)) if file.age <= MAX_AGE => {
                    records.push((file.path, record));
                }
                Some(_) => _ = fs::remove_file(&file.path),
            }
        }
        records
    }

    /// Removes every crash file, and the folder if nothing else is in it.
    pub(crate) fn purge(&self) {
        for file in self.files().unwrap_or_default() {
            // A file that cannot be removed stays; it is never sent while off.
            _ = fs::remove_file(&file.path);
        }
        _ = fs::remove_dir(&self.folder);
    }

    fn path(&self, id: Uuid, extension: &str) -> PathBuf {
        self.folder.join(format!("{}.{extension}", id.simple()))
    }

    /// Our files in the folder; anything else there is left alone.
    fn files(&self) -> io::Result<Vec<SpoolFile>> {
        let now = SystemTime::now();
        Ok(fs::read_dir(&self.folder)?.flatten().filter_map(|entry| found(&entry, now)).collect())
    }
}

struct SpoolFile {
    path: PathBuf,
    bytes: u64,
    age: Duration,
    /// Nobody is still writing it.
    is_abandoned: bool,
    kind: &'static str,
}

fn found(entry: &fs::DirEntry, now: SystemTime) -> Option<SpoolFile> {
    let path = entry.path();
    let extension = path.extension().and_then(OsStr::to_str)?;
    let kind = KINDS.into_iter().find(|kind| *kind == extension)?;
    Uuid::try_parse(path.file_stem()?.to_str()?).ok()?;
    let (bytes, modified) = match entry.metadata() {
        Ok(metadata) if metadata.is_file() => (metadata.len(), metadata.modified().ok()?),
        // Gone since it was listed, perhaps to be a record now: if it were not counted,
        // two that write at once could go beyond the bounds.
        Err(error) if error.kind() == io::ErrorKind::NotFound => (0, now),
        _ => return None,
    };
    // A time in the future (the clock jumped) counts as now; but nobody writes for
    // a minute, forward or back.
    let age = now.duration_since(modified);
    let apart = age.clone().unwrap_or_else(|future| future.duration());
    let is_abandoned = apart > MAX_TEMPORARY_AGE;
    let age = age.unwrap_or_default();
    Some(SpoolFile { path, bytes, age, is_abandoned, kind })
}

fn read(file: &SpoolFile) -> Option<Record> {
    if file.bytes > MAX_BYTES as u64 {
        return None;
    }
    let record: Record = serde_json::from_slice(&fs::read(&file.path).ok()?).ok()?;
    (record.version == Record::VERSION).then_some(record)
}

fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(bytes)
}

fn create_private(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

#[cfg(test)]
#[path = "spool_tests.rs"]
mod tests;
