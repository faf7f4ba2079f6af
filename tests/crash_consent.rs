//! A crash is kept only while telemetry may be sent: not before the grace is over,
//! not on disk in local mode, and no longer once somebody says off.
#![expect(clippy::unwrap_used, reason = "a helper that fails here fails the test")]
#![expect(clippy::disallowed_methods, reason = "whether a panic came in time is measured")]

use std::{
    fs, panic,
    path::Path,
    sync::{MutexGuard, Once},
    thread,
    time::{Duration, Instant},
};

use telemetry_core::{Telemetry, TelemetryBuilder, consent::Mode};
use test_collector::{Behaviour, Collector};

#[path = "outside/alone.rs"]
mod alone;
#[path = "outside/reporting.rs"]
mod reporting;

use crate::reporting::reporting_to;

/// The panic hook is the process's: one test at a time. It says nothing, since
/// printing a stack takes longer than the grace.
fn alone() -> MutexGuard<'static, ()> {
    static QUIET: Once = Once::new();
    QUIET.call_once(|| panic::set_hook(Box::new(|_| {})));
    alone::alone()
}

fn builder(collector: &Collector, folder: &Path) -> TelemetryBuilder {
    reporting_to(collector.url()).interval(Duration::from_millis(50)).spool_dir(folder.join("s"))
}

/// A telemetry that is open, with one crash that waits on disk.
fn with_a_crash(collector: &Collector, folder: &Path) -> Telemetry {
    collector.behave(Behaviour::Answer(503, Vec::new()));
    let telemetry = builder(collector, folder).config_dir(folder).start().unwrap();
    collector.until("an attempt", |_| telemetry.upload_status().failed_attempts > 0);
    panic::catch_unwind(|| panic!("a literal")).unwrap_err();
    assert_eq!(telemetry.waiting_crashes().len(), 1);
    assert!(has_file(folder, "crash"));
    telemetry
}

fn has_file(folder: &Path, kind: &str) -> bool {
    let files = fs::read_dir(folder.join("s")).into_iter().flatten().flatten();
    files.into_iter().any(|file| file.path().extension().is_some_and(|e| e == kind))
}

fn is_forgotten(telemetry: &Telemetry, folder: &Path) {
    assert_eq!((telemetry.mode(), telemetry.waiting_crashes().len()), (Mode::Off, 0));
    assert!(!folder.join("s").exists(), "the spool is purged");
    panic::catch_unwind(|| panic!("after it")).unwrap_err();
    assert_eq!(telemetry.waiting_crashes().len(), 0, "no panic is recorded any more");
    assert!(!folder.join("s").exists());
}

#[test]
fn a_panic_before_the_grace_is_over_is_never_sent() {
    let _alone = alone();
    let mut graces = [1, 4, 16, 64].map(Duration::from_secs).into_iter();
    assert!(graces.any(panics_around_the_end_of), "this machine never panics in time");
}

/// Panics before and after the end of `grace`. Whether the first one came so early that
/// only this can be meant: a machine may halt for a moment.
fn panics_around_the_end_of(grace: Duration) -> bool {
    let folder = tempfile::tempdir().unwrap();
    let collector = Collector::start();
    let begun = Instant::now();
    let telemetry = builder(&collector, folder.path()).grace(grace).start().unwrap();
    panic::catch_unwind(|| panic!("too early")).unwrap_err();
    let recorded = (telemetry.panics(), telemetry.waiting_crashes().len());
    let seen = (recorded, folder.path().join("s").exists(), collector.connections());
    if begun.elapsed() > grace / 2 {
        return false;
    }
    assert_eq!(seen, ((0, 0), false, 0));
    collector.until("a report", |store| !store.reports().is_empty());
    panic::catch_unwind(|| panic!("in time")).unwrap_err();
    let store = collector.until("a crash", |store| !store.crashes().is_empty());
    assert_eq!(store.crashes().len(), 1);
    assert_eq!(store.crashes()[0].json["message"], "in time");
    true
}

#[test]
fn in_local_mode_a_crash_can_be_looked_at_and_is_on_no_disk() {
    let _alone = alone();
    let folder = tempfile::tempdir().unwrap();
    let collector = Collector::start();
    let telemetry = builder(&collector, folder.path()).at_most(Mode::Local).start().unwrap();
    panic::catch_unwind(|| panic!("a literal")).unwrap_err();
    assert_eq!(telemetry.waiting_crashes().len(), 1);
    thread::sleep(Duration::from_millis(200));
    assert!(!folder.path().join("s").exists());
    assert_eq!(collector.connections(), 0);
}

#[test]
fn disabling_forgets_the_crashes_that_wait() {
    let _alone = alone();
    let folder = tempfile::tempdir().unwrap();
    let collector = Collector::start();
    let telemetry = with_a_crash(&collector, folder.path());
    telemetry.disable();
    is_forgotten(&telemetry, folder.path());
}

/// A switch in a file, turned by the operator while the server is away.
#[test]
fn a_switch_turned_while_it_runs_forgets_what_waits() {
    let _alone = alone();
    let folder = tempfile::tempdir().unwrap();
    let collector = Collector::start();
    let telemetry = with_a_crash(&collector, folder.path());
    fs::write(folder.path().join("config.yaml"), "telemetry_disabled: true").unwrap();
    collector.behave(Behaviour::Store);
    // The last that the uploader does when it finds the switch.
    collector.until("the spool is purged", |_| !folder.path().join("s").exists());
    is_forgotten(&telemetry, folder.path());
    assert_eq!(telemetry.upload_status().waiting, 0);
    let before = collector.connections();
    thread::sleep(Duration::from_millis(300));
    assert_eq!(collector.connections(), before);
}
