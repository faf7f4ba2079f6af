//! A disk that is full or read-only: crashes are told by the process that lives,
//! reports go on, nothing half-written stays, and nothing leaves without the copy
//! that the operator asked for.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a helper that fails here fails the test")]

use std::{
    env, fs, io, panic,
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

use telemetry_core::{Telemetry, TelemetryBuilder};
use test_collector::Collector;

#[path = "outside/namespace.rs"]
mod namespace;
#[path = "outside/reporting.rs"]
mod reporting;

use crate::{namespace::in_namespaces, reporting::reporting_to};

const ENDPOINT: &str = "UPLOAD_DISK_ENDPOINT";
const DISK: &str = "UPLOAD_DISK_FOLDER";
const CASE: &str = "UPLOAD_DISK_CASE";

/// Not a test by itself: a program on a bad disk.
#[test]
fn child() {
    let Ok(endpoint) = env::var(ENDPOINT) else { return };
    let disk = PathBuf::from(env::var(DISK).unwrap());
    let plan = reporting_to(endpoint).interval(Duration::from_millis(50));
    match env::var(CASE).unwrap().as_str() {
        "tiny" => crash_often(plan, &disk, 12),
        "full" => {
            let filler = fill(&disk);
            crash_often(plan.spool_dir(disk.join("s")), &disk, 3);
            fs::remove_file(filler).unwrap();
        }
        "read-only" => crash_often(plan, &disk, 3),
        "copies" => wants_copies(plan, &disk),
        "no copies" => {
            let telemetry = plan.ledger_dir(disk.join("l")).start().unwrap();
            wait_for(&telemetry, |telemetry| telemetry.upload_status().failed_attempts >= 2);
        }
        other => panic!("no case {other}"),
    }
}

fn wait_for(telemetry: &Telemetry, is_so: impl Fn(&Telemetry) -> bool) {
    for _ in 0..6000 {
        if is_so(telemetry) {
            return;
        }
        thread::sleep(Duration::from_millis(10));
    }
    panic!("not so: {:?}", telemetry.upload_status());
}

/// Takes every byte that is left on `disk`.
fn fill(disk: &Path) -> PathBuf {
    let filler = disk.join("filler");
    let mut file = fs::File::create(&filler).unwrap();
    let error = io::copy(&mut io::repeat(0), &mut file).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::StorageFull);
    filler
}

/// Panics in `number` ways and waits until each was told.
fn crash_often(plan: TelemetryBuilder, disk: &Path, number: usize) {
    let spool = disk.join("s");
    let telemetry = plan.spool_dir(&spool).start().unwrap();
    wait_for(&telemetry, |telemetry| telemetry.upload_status().stored > 0);
    for depth in 0..number {
        panic::catch_unwind(|| deep(depth)).unwrap_err();
    }
    // Some may have left by now: that none is lost can be seen where they arrive.
    wait_for(&telemetry, |telemetry| telemetry.waiting_crashes().is_empty());
    let left = fs::read_dir(&spool).into_iter().flatten().flatten();
    let left = left.filter(|file| file.path().extension().is_none_or(|e| e != "crash-slot"));
    assert_eq!(left.count(), 0, "nothing stays, whole or half");
}

/// Another stack for each `depth`.
fn deep(depth: usize) {
    assert!(depth > 0, "the disk is bad");
    deep(depth - 1);
    std::hint::black_box(depth);
}

/// Nothing leaves while the disk is full, everything once there is room again.
fn wants_copies(plan: TelemetryBuilder, disk: &Path) {
    let filler = fill(disk);
    let folder = disk.join("l");
    let telemetry = plan.ledger_dir(&folder).start().unwrap();
    wait_for(&telemetry, |telemetry| telemetry.upload_status().failed_attempts >= 3);
    assert_eq!(telemetry.upload_status().stored, 0);
    assert!(telemetry.sent_log().is_empty(), "nothing left");
    // A draft is there for as long as an attempt takes, and no longer.
    wait_for(&telemetry, |_| fs::read_dir(&folder).into_iter().flatten().next().is_none());
    fs::remove_file(filler).unwrap();
    wait_for(&telemetry, |telemetry| telemetry.upload_status().stored >= 2);
    let log = telemetry.sent_log();
    drop(telemetry);
    for sent in log {
        let mut copies = fs::read_dir(&folder).unwrap().flatten().map(|copy| copy.path());
        let name = format!("-{}.json", sent.id());
        let copy = copies.find(|path| path.display().to_string().ends_with(&name));
        assert_eq!(fs::read(copy.expect("there is a copy")).unwrap(), sent.json());
    }
}

/// Runs `case` on a disk of its own with the mount options `options`; gives what
/// arrived.
fn on_a_disk(case: &str, options: &str) -> Option<Collector> {
    let folder = tempfile::tempdir().unwrap();
    let collector = Collector::start();
    let disk = folder.path().display().to_string();
    let setup = format!("mount -t tmpfs -o {options} none {disk}");
    let variables = [(ENDPOINT, collector.url().as_str()), (DISK, &disk), (CASE, case)]
        .map(|(name, value)| (name, value.to_owned()));
    let variables: Vec<_> = variables.iter().map(|(name, value)| (*name, value.as_str())).collect();
    in_namespaces(&["--mount"], &setup, "", &variables).map(|_| collector)
}

#[test]
fn a_disk_with_room_for_a_few_crashes_loses_none_while_the_process_lives() {
    let Some(collector) = on_a_disk("tiny", "size=16k") else { return };
    let store = collector.store();
    assert_eq!(store.crashes().len(), 12);
    assert!(store.crashes().iter().all(|crash| crash.deliveries == 1));
}

#[test]
fn a_full_disk_stops_neither_reports_nor_crashes() {
    let Some(collector) = on_a_disk("full", "size=64k") else { return };
    assert_eq!(collector.store().crashes().len(), 3);
}

#[test]
fn a_read_only_disk_stops_neither_reports_nor_crashes() {
    let Some(collector) = on_a_disk("read-only", "ro") else { return };
    assert_eq!(collector.store().crashes().len(), 3);
}

#[test]
fn nothing_leaves_without_the_copy_that_the_operator_wants() {
    let Some(collector) = on_a_disk("copies", "size=256k") else { return };
    assert!(collector.store().reports().len() >= 2);
    let Some(collector) = on_a_disk("no copies", "ro") else { return };
    assert_eq!(collector.connections(), 0);
}
