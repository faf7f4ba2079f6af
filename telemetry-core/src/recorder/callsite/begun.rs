//! What is known of a call that has begun, and the way to its shard.
#![expect(unsafe_code, reason = "the thread's shard is reached by pointer")]

use std::ptr;

use crate::recorder::{
    shard::Shard,
    thread::{Entry, FLAGS, READY},
};

/// The ticks of a call that is not timed and ends by the slow path. The usual ones
/// have zero.
pub(super) const UNTIMED: u64 = 1;

/// What the start of a call comes to.
#[derive(Clone, Copy)]
#[repr(C)]
pub(super) struct Begun {
    pub(super) entry: Entry,
    /// Zero if the call is not timed, and always without an entry. No call of a callsite
    /// that times every one has zero with an entry, unless the clock itself reads zero.
    pub(super) ticks: u64,
}

/// The shard of an entry.
///
/// # Safety
///
/// The entry names a shard of the calling thread, or a shared one.
pub(super) unsafe fn shard<'a>(entry: Entry) -> &'a Shard {
    // SAFETY: the caller's contract. A thread's shards live until it ends, and
    // shared ones for ever.
    unsafe { &*ptr::with_exposed_provenance(entry & !FLAGS) }
}

/// The shard of an entry with the one flag [`READY`], which becomes a part of the
/// addresses: no instruction takes it off.
///
/// # Safety
///
/// The entry came from a slot of the calling thread, which has not ended since.
#[inline]
pub(super) unsafe fn ready<'a>(entry: Entry) -> &'a Shard {
    // SAFETY: the caller's contract; a thread's shards live until it ends.
    unsafe { &*ptr::with_exposed_provenance(entry - READY) }
}
