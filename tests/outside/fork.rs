//! A forked child, for tests of what it does with its parent's state.

#[expect(unsafe_code, reason = "fork has no safe form")]
mod process {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    unsafe extern "C" {
        safe fn fork() -> i32;
        fn waitpid(child: i32, status: *mut i32, options: i32) -> i32;
        safe fn _exit(status: i32) -> !;
    }

    /// Of a child that panicked.
    const PANICKED: u8 = 101;

    /// The status with which a forked child ends that runs `code`. What panics there stays
    /// there: the child has no other thread to tell its tests' results to.
    pub(crate) fn in_child(code: impl FnOnce() -> u8) -> i32 {
        match fork() {
            0 => {
                let status = catch_unwind(AssertUnwindSafe(code)).unwrap_or(PANICKED);
                _exit(i32::from(status))
            }
            child => {
                let mut status = 0;
                // SAFETY: `status` is a valid place for the call's duration.
                let waited = unsafe { waitpid(child, &raw mut status, 0) };
                assert_eq!(waited, child);
                assert_eq!(status & 0x7f, 0, "a signal ended the child");
                status >> 8
            }
        }
    }
}

pub(crate) use process::in_child;
