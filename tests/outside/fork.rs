//! A forked child, for tests of what it does with its parent's state.

#[expect(unsafe_code, reason = "fork has no safe form")]
mod process {
    unsafe extern "C" {
        safe fn fork() -> i32;
        fn waitpid(child: i32, status: *mut i32, options: i32) -> i32;
        safe fn _exit(status: i32) -> !;
    }

    /// The status with which a forked child ends that runs `code`.
    pub(crate) fn in_child(code: impl FnOnce() -> u8) -> i32 {
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

pub(crate) use process::in_child;
