//! Crashes: from a panic to a document that may leave.
//!
//! The hook (`hook`) turns a panic into a bounded [`record`](record::Record):
//! the class of its message, its place, and where the stack was, as offsets into
//! the executable. It reads no message that could hold data, asks no symbols,
//! and writes one small file into the [`spool`](spool::Spool). Later, on a quiet
//! thread of this process or of the next one, the offsets become names
//! (`resolve`) and the record a [`document`](document::CrashDocument).

pub(crate) mod class;
pub(crate) mod document;
pub(crate) mod hook;
pub(crate) mod image;
pub(crate) mod limits;
pub(crate) mod place;
pub(crate) mod record;
pub(crate) mod recorder;
pub(crate) mod resolve;
pub(crate) mod spool;
