//! A forked child counts on from the values at the fork, and its snapshots work.
#![cfg(unix)]

use telemetry_core::{Callsite, Description, Outcome, snapshot};

static CALLS: Callsite = Callsite::new(|| Description::timed("calls", module_path!()));

#[path = "outside/fork.rs"]
mod fork;

#[test]
fn a_child_counts_on_and_the_parent_does_not_see_it() {
    let call = |times: u64| (0..times).for_each(|_| CALLS.start().finish(Outcome::Ok));
    let calls = || snapshot().find("calls").map_or(0, telemetry_core::CallsiteSnapshot::ok);
    call(10);
    // A thread that has ended before the fork is in the totals of both.
    std::thread::spawn(move || call(5)).join().unwrap();
    let status = fork::in_child(|| {
        call(7);
        u8::try_from(calls()).unwrap_or(u8::MAX)
    });
    assert_eq!(status, 22);
    call(1);
    assert_eq!(calls(), 16);
}
