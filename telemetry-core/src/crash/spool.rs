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

/// Files that may wait.
const MAX_FILES: usize = 32;

/// Bytes that may wait.
const MAX_TOTAL_BYTES: u64 = 128 * 1024;

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
        let waiting = self.files()?;
        let total: u64 = waiting.iter().map(|file| file.bytes).sum();
        if waiting.len() >= MAX_FILES || total + bytes.len() as u64 > MAX_TOTAL_BYTES {
            return Err(io::ErrorKind::QuotaExceeded.into());
        }
        let id = record.identity().id();
        let (part, whole) = (self.path(id, TEMPORARY), self.path(id, RECORD));
        let written = write_new(&part, &bytes).and_then(|()| fs::rename(&part, &whole));
        if written.is_err() {
            // Nobody to tell, and the sweep at the next start tries again.
            _ = fs::remove_file(&part);
        }
        written.map(|()| whole)
    }

    /// The crashes that wait, oldest first. What is too old, unreadable or left
    /// half-written is removed.
    pub(crate) fn sweep(&self) -> Vec<(PathBuf, Record)> {
        let mut files = self.files().unwrap_or_default();
        files.sort_by_key(|file| file.age);
        let mut records = Vec::new();
        for file in files.into_iter().rev() {
            let is_temporary = file.kind == TEMPORARY;
            let limit = if is_temporary { MAX_TEMPORARY_AGE } else { MAX_AGE };
            if file.kind == SLOT || is_temporary && file.age <= limit {
                continue;
            }
            match (file.age <= limit).then(|| read(&file)).flatten() {
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
        Ok(self.path(record.identity().id(), SLOT))
    }

    /// What signals left in the slots of processes that are gone.
    #[cfg(all(feature = "crash-signals", unix))]
    fn sweep_slots(&self) -> Vec<(PathBuf, Record)> {
        let mut records = Vec::new();
        let files = self.files().unwrap_or_default();
        for file in files.into_iter().filter(|file| file.kind == SLOT) {
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
    kind: &'static str,
}

fn found(entry: &fs::DirEntry, now: SystemTime) -> Option<SpoolFile> {
    let path = entry.path();
    let extension = path.extension().and_then(OsStr::to_str)?;
    let kind = KINDS.into_iter().find(|kind| *kind == extension)?;
    Uuid::try_parse(path.file_stem()?.to_str()?).ok()?;
    let metadata = entry.metadata().ok().filter(fs::Metadata::is_file)?;
    // A time in the future (the clock jumped) counts as now.
    let age = now.duration_since(metadata.modified().ok()?).unwrap_or_default();
    Some(SpoolFile { path, bytes: metadata.len(), age, kind })
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
mod tests {
    use super::*;
    use crate::crash::{class::Class, record::current_hour};
    use crate::identity::Identity;

    struct Folder(PathBuf);

    impl Folder {
        fn new() -> (Self, Spool) {
            let folder = std::env::temp_dir()
                .join(format!("telemetry-spool-{}", Identity::draw().unwrap().id()));
            (Self(folder.clone()), Spool::at(folder))
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            _ = fs::remove_dir_all(&self.0);
        }
    }

    fn record() -> Record {
        Record {
            version: Record::VERSION,
            token: Identity::draw().unwrap().token().clone(),
            app: "mydb".into(),
            app_version: "1.0.0".into(),
            build: 1,
            hour: current_hour(),
            class: Class::Unwrap,
            message: None,
            place: None,
            frames: vec![1, 2, 3],
            signal: None,
        }
    }

    fn make_old(path: &Path, age: Duration) {
        let file = fs::File::options().write(true).open(path).unwrap();
        file.set_modified(SystemTime::now() - age).unwrap();
    }

    #[test]
    fn what_is_written_is_found_by_the_next_start() {
        let (_folder, spool) = Folder::new();
        let record = record();
        let path = spool.write(&record).unwrap();
        assert_eq!(Spool::at(spool.folder()).sweep(), [(path, record)]);
    }

    #[test]
    fn the_number_of_files_is_bounded() {
        let (_folder, spool) = Folder::new();
        let written = (0..2 * MAX_FILES).filter(|_| spool.write(&record()).is_ok()).count();
        assert_eq!(written, MAX_FILES);
        assert_eq!(fs::read_dir(spool.folder()).unwrap().count(), MAX_FILES);
    }

    #[test]
    fn the_bytes_are_bounded_and_temporary_files_count() {
        let (_folder, spool) = Folder::new();
        spool.write(&record()).unwrap();
        let part = spool.path(Identity::draw().unwrap().id(), TEMPORARY);
        fs::write(part, vec![0; usize::try_from(MAX_TOTAL_BYTES).unwrap()]).unwrap();
        let error = spool.write(&record()).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::QuotaExceeded);
    }

    #[test]
    fn old_broken_and_half_written_files_are_swept_and_foreign_ones_stay() {
        let (_folder, spool) = Folder::new();
        let old = spool.write(&record()).unwrap();
        make_old(&old, 2 * MAX_AGE);
        let part = spool.path(Identity::draw().unwrap().id(), TEMPORARY);
        fs::write(&part, "{").unwrap();
        make_old(&part, 2 * MAX_TEMPORARY_AGE);
        let broken = spool.path(Identity::draw().unwrap().id(), RECORD);
        fs::write(&broken, "{").unwrap();
        let foreign = spool.folder().join("notes.crash");
        fs::write(&foreign, "mine").unwrap();
        assert_eq!(spool.sweep(), []);
        assert_eq!([old, part, broken].map(|file| file.exists()), [false; 3]);
        assert!(foreign.exists());
    }

    #[test]
    fn a_purge_leaves_no_trace() {
        let (_folder, spool) = Folder::new();
        spool.write(&record()).unwrap();
        spool.purge();
        assert!(!spool.folder().exists());
    }

    #[test]
    fn only_the_owner_may_read() {
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let (_folder, spool) = Folder::new();
            let path = spool.write(&record()).unwrap();
            assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600);
            assert_eq!(fs::metadata(spool.folder()).unwrap().permissions().mode() & 0o777, 0o700);
        }
    }

    #[test]
    fn a_failed_write_leaves_no_file() {
        let (_folder, spool) = Folder::new();
        let record = record();
        // A folder where the record should go makes the rename fail.
        fs::create_dir_all(spool.path(record.identity().id(), RECORD)).unwrap();
        assert!(spool.write(&record).is_err());
        assert!(!spool.path(record.identity().id(), TEMPORARY).exists());
    }

    #[test]
    fn the_longest_record_can_be_read_back() {
        let (_folder, spool) = Folder::new();
        let mut record = record();
        record.message = Some("\u{1}".repeat(512));
        record.frames = vec![u64::MAX; crate::crash::record::MAX_FRAMES];
        let path = spool.write(&record).unwrap();
        assert_eq!(spool.sweep(), [(path, record)]);
    }
}
