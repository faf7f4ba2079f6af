//! A callsite, and the hot path through it.
//!
//! A call starts ([`start`]) by finding the thread's shard in the callsite's slot and
//! ends ([`finish`]) by writing to it. Both do the usual case in one run of
//! instructions, and hand everything else to one function out of line: that one is
//! a foreign function, which does not unwind, so that nothing has to be kept for it.

mod begun;
mod declare;
mod finish;
mod future;
mod start;

pub(crate) use self::start::Begin;
pub use self::{declare::Callsite, finish::Started, future::FutureStarted};
