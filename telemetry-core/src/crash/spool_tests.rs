//! The spool against its bounds.

use tempfile::TempDir;

use super::*;
use crate::crash::{class::Class, record::current_hour};
use crate::identity::Identity;

fn spool() -> (TempDir, Spool) {
    let folder = tempfile::tempdir().unwrap();
    let spool = Spool::at(folder.path().join("crashes"));
    (folder, spool)
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
    let (_folder, spool) = spool();
    let record = record();
    let path = spool.write(&record).unwrap();
    assert_eq!(Spool::at(spool.folder()).sweep(), [(path, record)]);
}

#[test]
fn the_number_of_files_is_bounded() {
    let (_folder, spool) = spool();
    let written = (0..2 * MAX_FILES).filter(|_| spool.write(&record()).is_ok()).count();
    assert_eq!(written, MAX_FILES);
    assert_eq!(fs::read_dir(spool.folder()).unwrap().count(), MAX_FILES);
}

#[test]
fn the_bytes_are_bounded_and_temporary_files_count() {
    let (_folder, spool) = spool();
    spool.write(&record()).unwrap();
    let part = spool.path(Identity::draw().unwrap().id(), TEMPORARY);
    fs::write(part, vec![0; usize::try_from(MAX_TOTAL_BYTES).unwrap()]).unwrap();
    let error = spool.write(&record()).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::QuotaExceeded);
}

#[test]
fn old_broken_and_half_written_files_are_swept_and_foreign_ones_stay() {
    let (_folder, spool) = spool();
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
fn many_writers_at_once_stay_within_the_number() {
    let (_folder, spool) = spool();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| (0..MAX_FILES).for_each(|_| _ = spool.write(&record())));
        }
    });
    let files = spool.files().unwrap();
    assert!(files.len() <= MAX_FILES && files.iter().all(|file| file.kind == RECORD));
    assert!(files.len() > MAX_FILES / 2, "they do not keep each other from writing");
}

#[test]
fn a_clock_that_jumps_back_loses_no_crash_and_keeps_no_half_written_file() {
    let (_folder, spool) = spool();
    let record = record();
    let path = spool.write(&record).unwrap();
    let part = spool.path(Identity::draw().unwrap().id(), TEMPORARY);
    fs::write(&part, "{").unwrap();
    for file in [&path, &part] {
        let file = fs::File::options().write(true).open(file).unwrap();
        file.set_modified(SystemTime::now() + 10 * MAX_AGE).unwrap();
    }
    assert_eq!(spool.sweep(), [(path, record)]);
    assert!(!part.exists());
}

#[cfg(all(feature = "crash-signals", unix))]
#[test]
fn slots_of_many_processes_are_bounded_and_leave_room_for_crashes() {
    let (_folder, spool) = spool();
    let slots =
        (0..100).filter(|_| spool.slot(&record()).and_then(|path| write_new(&path, b"{}")).is_ok());
    assert_eq!(slots.count(), MAX_SLOTS);
    assert!(spool.write(&record()).is_ok());
}

#[cfg(all(feature = "crash-signals", unix))]
#[test]
fn a_slot_in_the_making_is_left_alone_and_a_dead_one_goes() {
    let (_folder, spool) = spool();
    let [making, dead] = [(), ()].map(|()| spool.slot(&record()).unwrap());
    fs::write(&making, "").unwrap();
    fs::write(&dead, "{}").unwrap();
    assert_eq!(spool.sweep(), []);
    assert!(making.exists() && !dead.exists());
    make_old(&making, 2 * MAX_TEMPORARY_AGE);
    assert_eq!(spool.sweep(), []);
    assert!(!making.exists());
}

#[test]
fn a_purge_leaves_no_trace() {
    let (_folder, spool) = spool();
    spool.write(&record()).unwrap();
    spool.purge();
    assert!(!spool.folder().exists());
}

#[test]
fn only_the_owner_may_read() {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let (_folder, spool) = spool();
        let path = spool.write(&record()).unwrap();
        assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::metadata(spool.folder()).unwrap().permissions().mode() & 0o777, 0o700);
    }
}

#[test]
fn a_failed_write_leaves_no_file() {
    let (_folder, spool) = spool();
    let record = record();
    // A folder where the record should go makes the rename fail.
    fs::create_dir_all(spool.path(record.identity().id(), RECORD)).unwrap();
    assert!(spool.write(&record).is_err());
    assert!(!spool.path(record.identity().id(), TEMPORARY).exists());
}

#[test]
fn the_longest_record_can_be_read_back() {
    let (_folder, spool) = spool();
    let mut record = record();
    record.message = Some("\u{1}".repeat(512));
    record.frames = vec![u64::MAX; crate::crash::record::MAX_FRAMES];
    let path = spool.write(&record).unwrap();
    assert_eq!(spool.sweep(), [(path, record)]);
}
