//! A child that is forked while the first snapshot of its parent measures the clock, which
//! takes 10 ms, does not wait for it. One test: a program has one first snapshot.
#![cfg(unix)]

use std::{thread, time::Duration};

use telemetry_core::snapshot;

#[path = "outside/fork.rs"]
mod fork;

const MOMENT: Duration = Duration::from_millis(1);

/// Whether a snapshot is taken within 20 s.
fn snapshot_ends() -> bool {
    let taken = thread::spawn(snapshot);
    (0..20_000).any(|_| {
        thread::sleep(MOMENT);
        taken.is_finished()
    })
}

#[test]
fn a_child_does_not_wait_for_what_another_thread_had_begun_to_measure() {
    thread::scope(|scope| {
        scope.spawn(snapshot);
        thread::sleep(3 * MOMENT);
        assert_eq!(fork::in_child(|| u8::from(!snapshot_ends())), 0, "the child's snapshot ends");
    });
}
