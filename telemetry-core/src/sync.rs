//! Atomics for the shard protocol: std's, or loom's under `--cfg loom`.
//!
//! Only types that are never a `static` come from here, since loom's atomics
//! have no `const` constructor.
#![cfg_attr(not(loom), expect(clippy::inline_always, reason = "one load of the hot path"))]
#![cfg_attr(loom, expect(unsafe_code, reason = "loom's unchecked load"))]

#[cfg(loom)]
pub(crate) use loom::sync::atomic::{AtomicPtr, AtomicU64, Ordering};
#[cfg(not(loom))]
pub(crate) use std::sync::atomic::{AtomicPtr, AtomicU64, Ordering};

/// What the only writer of `counter` stored last.
#[cfg(not(loom))]
#[inline(always)]
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
