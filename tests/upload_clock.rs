//! A wall clock that jumps by years: reports come at their pace, crashes once,
//! seen by a program whose clock really jumps (libfaketime).
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a helper that fails here fails the test")]
#![expect(clippy::disallowed_methods, reason = "the claim is about time")]

use std::{
    env, fs, panic,
    path::{Path, PathBuf},
    process::Command,
    thread,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use test_collector::Collector;

#[path = "outside/find.rs"]
mod find;
#[path = "outside/reporting.rs"]
mod reporting;

use crate::{find::find, reporting::reporting_to};

const ENDPOINT: &str = "UPLOAD_CLOCK_ENDPOINT";

/// Where libfaketime reads how far off the clock is.
const OFFSET: &str = "FAKETIME_TIMESTAMP_FILE";

const INTERVAL: Duration = Duration::from_millis(100);

/// Not a test by itself: a program that reports and crashes while its clock
/// jumps.
#[test]
fn child() {
    let (Ok(endpoint), Ok(offset)) = (env::var(ENDPOINT), env::var(OFFSET)) else { return };
    let spool = Path::new(&offset).with_file_name("s");
    let telemetry = reporting_to(endpoint).interval(INTERVAL).spool_dir(spool).start().unwrap();
    let mut years = Vec::new();
    for jump in ["+0", "+3650d", "-3650d", "+30d", "-1d", "+0"] {
        fs::write(&offset, jump).unwrap();
        years.push(year());
        let start = Instant::now();
        let before = telemetry.upload_status().stored;
        while telemetry.upload_status().stored < before + 4 {
            assert!(start.elapsed() < Duration::from_mins(2), "{jump}: the reports stopped");
            panic::catch_unwind(|| panic!("every day the same")).unwrap_err();
            thread::sleep(Duration::from_millis(5));
        }
        assert!(start.elapsed() > INTERVAL, "{jump}: a burst of reports");
    }
    assert!(years[1] > years[0] + 8 && years[2] < years[0] - 8, "the clock jumps: {years:?}");
    // From here on none is sent, and none is dropped.
    telemetry.disable();
    fs::write(dropped_at(&offset), telemetry.upload_status().dropped.to_string()).unwrap();
}

/// Where the child says how many reports grew too old, which on a busy machine
/// takes 24 of these short intervals.
fn dropped_at(offset: impl AsRef<Path>) -> PathBuf {
    offset.as_ref().with_file_name("dropped")
}

/// By the wall clock.
fn year() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    1970 + since.as_secs() / (365 * 24 * 3600)
}

/// What makes the clock jump.
fn library() -> Option<PathBuf> {
    find("faketime", "faketime")?;
    let arch = env::consts::ARCH;
    let folder = format!("/usr/lib/{arch}-linux-gnu/faketime");
    Some(Path::new(&folder).join("libfaketimeMT.so.1"))
}

#[test]
fn a_clock_that_jumps_neither_stops_nor_multiplies_what_is_sent() {
    let Some(library) = library() else { return };
    let folder = tempfile::tempdir().unwrap();
    let offset = folder.path().join("offset");
    fs::write(&offset, "+0").unwrap();
    let collector = Collector::start();
    let output = Command::new(env::current_exe().unwrap())
        .args(["child", "--exact", "--nocapture"])
        .env_clear()
        .env(ENDPOINT, collector.url())
        .env(OFFSET, &offset)
        .env("LD_PRELOAD", library)
        .env("FAKETIME_NO_CACHE", "1")
        .env("FAKETIME_DONT_FAKE_MONOTONIC", "1")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let store = collector.store();
    let numbers: Vec<_> =
        store.reports().iter().map(|r| r.json["sequence"].as_u64().unwrap()).collect();
    assert!(numbers.is_sorted_by(|one, next| one < next), "each once, in order: {numbers:?}");
    let dropped: usize = fs::read_to_string(dropped_at(&offset)).unwrap().parse().unwrap();
    let of_all = usize::try_from(*numbers.last().unwrap()).unwrap();
    // More if one was stored without the child's knowledge before it grew too old.
    assert!(numbers.len() + dropped >= of_all, "one is lost: {numbers:?}, {dropped} too old");
    assert_eq!(store.crashes().len(), 1, "a day is a day of the process");
}
