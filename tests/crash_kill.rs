//! Killed at any moment, nothing is stored twice, nothing half, and a crash that
//! was recorded is not lost.
#![expect(clippy::unwrap_used, reason = "a helper that fails here fails the test")]

use std::{
    collections::BTreeMap,
    fs,
    io::{self, BufRead, BufReader, Write},
    panic,
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, SystemTime},
};

use telemetry_core::Telemetry;
use test_collector::{Behaviour, Collector};

#[path = "outside/reporting.rs"]
mod reporting;

use crate::reporting::reporting_to;

const ENDPOINT: &str = "CRASH_KILL_ENDPOINT";
const SPOOL: &str = "CRASH_KILL_SPOOL";

/// What the child says when it is about to panic.
const READY: &str = "about to panic";

fn start(endpoint: String, spool: &Path) -> Telemetry {
    reporting_to(endpoint).interval(Duration::from_millis(20)).spool_dir(spool).start().unwrap()
}

/// Not a test by itself: a process that panics and reports until it is killed.
#[test]
fn child() {
    let (Ok(endpoint), Ok(spool)) = (std::env::var(ENDPOINT), std::env::var(SPOOL)) else { return };
    let _telemetry = start(endpoint, Path::new(&spool));
    // Past the capture of the test harness, which may have begun the line.
    writeln!(io::stdout(), "{READY}").unwrap();
    for _ in 0..2000 {
        panic::catch_unwind(|| panic!("one")).unwrap_err();
        panic::catch_unwind(|| panic!("two")).unwrap_err();
        panic::catch_unwind(|| deep(fastrand::u32(0..40))).unwrap_err();
        thread::sleep(Duration::from_millis(1));
    }
}

/// Another crash for each `depth`, so that the spool gets full.
fn deep(depth: u32) {
    assert!(depth > 0, "three");
    deep(depth - 1);
    std::hint::black_box(depth);
}

fn spawn(endpoint: &str, spool: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["child", "--exact"])
        .env(ENDPOINT, endpoint)
        .env(SPOOL, spool)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn until_ready(child: &mut Child) {
    let mut lines = BufReader::new(child.stdout.as_mut().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap().ends_with(READY)), "the child ended before it panicked");
}

/// As if a minute had passed: only then is a file that was being written taken
/// for one whose writer is gone.
fn age_what_was_being_written(spool: &Path) {
    for file in fs::read_dir(spool).unwrap().flatten() {
        if file.path().extension().is_some_and(|extension| extension != "crash") {
            let file = fs::File::options().write(true).open(file.path()).unwrap();
            file.set_modified(SystemTime::now() - Duration::from_mins(2)).unwrap();
        }
    }
}

/// The spool's bounds, half-written files included; slots have one of their own.
fn is_within_bounds(spool: &Path) {
    let files = fs::read_dir(spool).into_iter().flatten().flatten();
    let (slots, records): (Vec<_>, Vec<_>) =
        files.partition(|file| file.path().extension().is_some_and(|e| e == "crash-slot"));
    let bytes: u64 = records.iter().map(|file| file.metadata().unwrap().len()).sum();
    let counts = (records.len(), slots.len());
    assert!(counts.0 <= 32 && counts.1 <= 32 && bytes <= 128 * 1024, "{counts:?}, {bytes} bytes");
}

#[test]
fn a_process_killed_at_random_points_leaves_each_document_stored_once() {
    let folder = tempfile::tempdir().unwrap();
    let spool = folder.path().join("s");
    let collector = Collector::start();
    let mut spooled = BTreeMap::new();
    for round in 0..24 {
        // Answers that get lost are the worst moment: stored, but not known to be.
        let behaviour = if round % 2 == 0 { Behaviour::Store } else { Behaviour::StoreAndReset };
        collector.behave(behaviour);
        let mut child = spawn(&collector.url(), &spool);
        // Some while they start, however slow this machine is at it.
        if round % 6 > 1 {
            until_ready(&mut child);
        }
        thread::sleep(Duration::from_millis(fastrand::u64(0..200)));
        child.kill().unwrap();
        child.wait().unwrap();
        is_within_bounds(&spool);
        for file in fs::read_dir(&spool).into_iter().flatten().flatten() {
            let path = file.path();
            if path.extension().is_some_and(|extension| extension == "crash") {
                spooled.insert(path.clone(), fs::read(&path).unwrap());
            }
        }
    }
    collector.behave(Behaviour::Store);
    age_what_was_being_written(&spool);
    let last = start(collector.url(), &spool);
    let its_id = last.identity().id().to_string();
    collector.until("the last one has swept and sent", |store| {
        let has_begun = store.reports().iter().any(|report| report.json["id"] == *its_id);
        let left = fs::read_dir(&spool).unwrap().flatten();
        let crashes = left.filter(|file| file.path().extension().is_some_and(|e| e == "crash"));
        has_begun && crashes.count() == 0
    });
    drop(last);
    assert_eq!(fs::read_dir(&spool).unwrap().count(), 0, "nothing half-written and no slot stays");
    let store = collector.store();
    assert!(!spooled.is_empty() && !store.reports().is_empty());
    let ids: Vec<_> =
        store.crashes().iter().map(|crash| crash.json["id"].as_str().unwrap().to_owned()).collect();
    for (path, bytes) in spooled {
        let id = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let stored = ids.iter().any(|known| known.replace('-', "") == id);
        assert!(stored, "{id} was lost: {}", String::from_utf8_lossy(&bytes));
    }
    for report in store.reports() {
        let (id, number) = (&report.json["id"], &report.json["sequence"]);
        let same = store
            .reports()
            .into_iter()
            .filter(|other| &other.json["id"] == id && &other.json["sequence"] == number);
        assert_eq!(same.count(), 1, "report {number} of {id}");
    }
    let instances: Vec<_> = store.reports().iter().map(|r| r.json["id"].to_string()).collect();
    for crash in store.crashes() {
        let text = crash.json.to_string();
        assert!(instances.iter().all(|id| !text.contains(id)), "a crash names no instance");
    }
}
