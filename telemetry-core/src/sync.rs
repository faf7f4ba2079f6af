//! Atomics for the shard protocol: std's, or loom's under `--cfg loom`.
//!
//! Only types that are never a `static` come from here, since loom's atomics
//! have no `const` constructor.
#![expect(unsafe_code, reason = "loads that only the writer may do")]

#[cfg(loom)]
pub(crate) use loom::sync::atomic::{AtomicPtr, AtomicU64, Ordering};
#[cfg(not(loom))]
pub(crate) use std::sync::atomic::{AtomicPtr, AtomicU64, Ordering};

/// What the only writer of `counter` stored last.
#[cfg(not(loom))]
#[inline]
pub(crate) fn load_owned(counter: &AtomicU64) -> u64 {
    counter.load(Ordering::Relaxed)
}

/// As above. Loom's own relaxed load would order the writer after every earlier
/// reader in its search, and so hide most interleavings from it.
#[cfg(loom)]
pub(crate) fn load_owned(counter: &AtomicU64) -> u64 {
    // SAFETY: the calling thread is the only writer, and loom checks that.
    unsafe { counter.unsync_load() }
}

/// As [`load_owned`], by an ordinary load, which the compiler joins with the
/// comparison that it is for. For counting, the atomic one is shorter: it becomes a
/// single instruction together with the addition and the store.
#[cfg(not(loom))]
#[inline]
pub(crate) fn peek_owned(counter: &AtomicU64) -> u64 {
    // SAFETY: the calling thread is the only writer, so no write is under way.
    unsafe { *counter.as_ptr() }
}

#[cfg(loom)]
pub(crate) use load_owned as peek_owned;
