//! Ten thousand panics in a row: every one counted, a few written down, and none
//! of them slow; nor are those that are written down.
//!
//! `cargo test --release --test crash_storm -- --nocapture` prints what the hook
//! takes.
#![expect(clippy::disallowed_methods, reason = "the claim is about time")]

use std::{
    fs,
    hint::black_box,
    panic,
    path::Path,
    sync::{
        Mutex, Once,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use telemetry_core::Telemetry;

#[path = "outside/alone.rs"]
mod alone;
#[path = "outside/reporting.rs"]
mod reporting;

// The hook is the process's.
use crate::{alone::alone, reporting::reporting_to};

const STORM: u64 = 10_000;

/// Records that one process writes in a day.
const RECORDS: usize = 16;

/// When the hook that stood before telemetry's was called, which is when
/// telemetry's had ended.
static END: Mutex<Option<Instant>> = Mutex::new(None);

fn watch_the_end() {
    static WATCHED: Once = Once::new();
    WATCHED.call_once(|| {
        panic::set_hook(Box::new(|_| *END.lock().expect("unpoisoned") = Some(Instant::now())));
    });
}

/// From a panic to the end of telemetry's hook.
fn hook_time(panics: impl FnOnce() + panic::UnwindSafe) -> Duration {
    let start = Instant::now();
    panic::catch_unwind(panics).expect_err("it panics");
    END.lock().expect("unpoisoned").expect("the hook ran").duration_since(start)
}

fn p99(mut took: Vec<Duration>) -> Duration {
    took.sort_unstable();
    took[took.len() * 99 / 100]
}

/// Over [`STORM`] panics at one line.
fn storm() -> Duration {
    p99((0..STORM).map(|number| hook_time(move || panic!("number {number}"))).collect())
}

fn start(spool: &Path) -> Telemetry {
    let plan = reporting_to("http://127.0.0.1:9").interval(Duration::from_hours(1));
    plan.spool_dir(spool).start().expect("the settings are fine")
}

/// Crashes that wait in `spool`.
fn written(spool: &Path) -> usize {
    let files = fs::read_dir(spool).into_iter().flatten().flatten();
    files.filter(|file| file.path().extension().is_some_and(|e| e == "crash")).count()
}

/// Another stack for each `depth`.
fn deep(depth: usize) {
    assert!(depth > 0, "at the end");
    deep(depth - 1);
    black_box(depth);
}

#[test]
fn a_storm_of_panics_is_counted_bounded_and_quick() {
    let _alone = alone();
    watch_the_end();
    let bare = storm();
    let folder = tempfile::tempdir().expect("the temporary folder is writable");
    let telemetry = start(folder.path());
    let watched = storm();
    assert_eq!(telemetry.panics(), STORM);
    // One line of one loop: one crash.
    assert_eq!(written(folder.path()), 1);
    assert_eq!(telemetry.waiting_crashes().len(), 1);
    eprintln!("p99 of {STORM} panics: {bare:?} without a hook, {watched:?} with");
    // A millisecond, unless the machine is so busy that panicking itself takes long.
    assert!(watched < Duration::from_millis(1).max(bare * 20), "{bare:?}, {watched:?}");
}

/// The most that the hook does: a stack that is new, written to disk; also while
/// another thread looks up the names of earlier ones, which takes long.
#[test]
fn a_panic_that_is_written_down_is_quick_too() {
    let _alone = alone();
    watch_the_end();
    for (looks_up, rounds, most) in [(false, 20, 20), (true, 2, 100)] {
        let mut took = Vec::new();
        for _ in 0..rounds {
            let folder = tempfile::tempdir().expect("the temporary folder is writable");
            let telemetry = start(folder.path());
            let is_over = AtomicBool::new(false);
            thread::scope(|scope| {
                if looks_up {
                    scope.spawn(|| {
                        while !is_over.load(Ordering::Acquire) {
                            telemetry.waiting_crashes();
                        }
                    });
                }
                took.extend((0..RECORDS).map(|depth| hook_time(move || deep(depth))));
                is_over.store(true, Ordering::Release);
            });
            assert_eq!(written(folder.path()), RECORDS);
            // Or it would try to send them all, beside the next round.
            telemetry.disable();
        }
        took.sort_unstable();
        let (number, median, p99) = (took.len(), took[took.len() / 2], p99(took));
        eprintln!(
            "{number} panics that are written down: median {median:?}, p99 {p99:?}; \
             names looked up meanwhile: {looks_up}"
        );
        // The median, and generous: the other tests are in the rest, and looking up names
        // takes a processor.
        assert!(median < Duration::from_millis(most), "{median:?}");
    }
}

/// Reading a large executable's debug information takes long; panics meanwhile do
/// not wait for it.
#[test]
fn no_panic_waits_for_the_names_of_another() {
    let _alone = alone();
    watch_the_end();
    // Whoever waits for it waits for nearly all of it, and does so each time; a machine
    // that halts for a moment holds a panic up as well. A small executable takes no time.
    let waits = |_| {
        let (looked_up, longest) = panics_during_a_look_up();
        eprintln!("names were looked up for {looked_up:?}; the longest panic took {longest:?}");
        looked_up > Duration::from_millis(60) && longest > looked_up * 2 / 3
    };
    assert!(!(0..4).all(waits), "panics wait for the names");
}

/// How long the names of a first panic were looked up, and the longest panic meanwhile.
fn panics_during_a_look_up() -> (Duration, Duration) {
    let folder = tempfile::tempdir().expect("the temporary folder is writable");
    let telemetry = start(folder.path());
    hook_time(|| deep(100));
    let looks = AtomicBool::new(false);
    let measured = thread::scope(|scope| {
        let looking = scope.spawn(|| {
            let start = Instant::now();
            looks.store(true, Ordering::Release);
            assert!(!telemetry.waiting_crashes().is_empty());
            start.elapsed()
        });
        while !looks.load(Ordering::Acquire) {
            thread::yield_now();
        }
        let one = |depth| {
            thread::sleep(Duration::from_millis(2));
            hook_time(move || deep(depth))
        };
        let longest = (1..RECORDS).map(one).max().expect("there are some");
        (looking.join().expect("it looked"), longest)
    });
    // Or it would try to send them all, beside the next ones.
    telemetry.disable();
    measured
}
