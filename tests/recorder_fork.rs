//! A forked child counts on from the values at the fork, and its snapshots work.
#![cfg(unix)]

use telemetry_core::{Callsite, Name, Outcome, snapshot};

static CALLS: Callsite = Callsite::timed(Name::Given("calls"), module_path!(), file!(), line!());

#[expect(unsafe_code, reason = "fork has no safe form")]
mod process {
    unsafe extern "C" {
        safe fn fork() -> i32;
        fn waitpid(child: i32, status: *mut i32, options: i32) -> i32;
        safe fn _exit(status: i32) -> !;
    }

    /// The status with which a forked child ends that runs `code`.
    pub(super) fn in_child(code: impl FnOnce() -> u8) -> i32 {
        match fork() {
            0 => _exit(i32::from(code())),
            child => {
                let mut status = 0;
                // SAFETY: `status` is a valid place for the call's duration.
                let waited = unsafe { waitpid(child, &raw mut status, 0) };
                assert_eq!(waited, child);
                status >> 8
            }
        }
    }
}

#[test]
fn a_child_counts_on_and_the_parent_does_not_see_it() {
    let call = |times: u64| (0..times).for_each(|_| CALLS.start().finish(Outcome::Ok));
    let calls = || snapshot().find("calls").map_or(0, telemetry_core::CallsiteSnapshot::ok);
    call(10);
    // A thread that has ended before the fork is in the totals of both.
    std::thread::spawn(move || call(5)).join().unwrap();
    let status = process::in_child(|| {
        call(7);
        u8::try_from(calls()).unwrap_or(u8::MAX)
    });
    assert_eq!(status, 22);
    call(1);
    assert_eq!(calls(), 16);
}
