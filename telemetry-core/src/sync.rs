//! Atomics for the shard protocol: std's, or loom's under `--cfg loom`.
//!
//! Only types that are never a `static` come from here, since loom's atomics
//! have no `const` constructor.

#[cfg(loom)]
pub(crate) use loom::sync::atomic::{AtomicPtr, AtomicU64, Ordering};
#[cfg(not(loom))]
pub(crate) use std::sync::atomic::{AtomicPtr, AtomicU64, Ordering};
