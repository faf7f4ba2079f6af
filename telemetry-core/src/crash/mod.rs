//! Crashes: from a panic to a document that may leave.
//!
//! The hook (`hook`) turns a panic into a bounded record:
//! the class of its message, its place, and where the stack was, as offsets into
//! the executable. It reads no message that could hold data, asks no symbols,
//! and writes one small file into the spool. Later, on a quiet
//! thread of this process or of the next one, the offsets become names
//! (`resolve`) and the record a [`CrashDocument`].

mod class;
pub(crate) mod document;
pub(crate) mod hook;
mod image;
mod limits;
mod place;
mod record;
pub(crate) mod recorder;
mod resolve;
#[cfg(all(feature = "crash-signals", unix))]
mod signals;
#[cfg(all(feature = "crash-signals", unix))]
mod slot;
pub(crate) mod spool;
mod symbols;

pub use class::Class;
pub use document::{CrashDocument, CrashFrame, CrashLocation, CrashedApp};
pub use record::Signal;

/// Until it is dropped, no other test of this program panics on purpose: a recorder takes
/// in every panic of its process, but no more than sixteen a day.
#[cfg(test)]
fn alone() -> parking_lot::MutexGuard<'static, ()> {
    static ALONE: parking_lot::Mutex<()> = parking_lot::Mutex::new(());
    ALONE.lock()
}
