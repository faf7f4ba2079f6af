//! One test of a program at a time, where tests share what a process has one of.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Until it is dropped, no other test of the program that asks for it runs.
pub(crate) fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}
