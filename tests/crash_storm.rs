//! Ten thousand panics in a row: every one counted, a few written down, and none
//! of them slow.

use std::{
    fs, panic,
    time::{Duration, Instant},
};

#[path = "outside/reporting.rs"]
mod reporting;

use crate::reporting::reporting_to;

const STORM: u64 = 10_000;

/// The 99th percentile of a panic that is caught, over [`STORM`] of them.
#[expect(clippy::disallowed_methods, reason = "the claim is about time")]
fn storm() -> Duration {
    let one = |number| {
        let start = Instant::now();
        panic::catch_unwind(|| panic!("number {number}")).expect_err("it panics");
        start.elapsed()
    };
    let mut took: Vec<_> = (0..STORM).map(one).collect();
    took.sort_unstable();
    took[took.len() * 99 / 100]
}

#[test]
fn a_storm_of_panics_is_counted_bounded_and_quick() {
    panic::set_hook(Box::new(|_| {}));
    let bare = storm();
    let folder = tempfile::tempdir().expect("the temporary folder is writable");
    let telemetry = reporting_to("http://127.0.0.1:9")
        .interval(Duration::from_hours(1))
        .spool_dir(folder.path())
        .start()
        .expect("the settings are fine");
    let watched = storm();
    assert_eq!(telemetry.panics(), STORM);
    let written = fs::read_dir(folder.path()).expect("it is there").flatten();
    let crashes = written.filter(|file| file.path().extension().is_some_and(|e| e == "crash"));
    // One line of one loop: one crash.
    assert_eq!(crashes.count(), 1);
    assert_eq!(telemetry.waiting_crashes().len(), 1);
    eprintln!("p99 of a caught panic: {bare:?} without, {watched:?} with telemetry");
    // A millisecond, unless the machine is so busy that panicking itself takes long.
    assert!(watched < Duration::from_millis(1).max(bare * 20), "{bare:?}, {watched:?}");
}
