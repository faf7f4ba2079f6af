//! What makes the database work: taking files in, then searching and rewriting
//! at the same time.

pub(crate) mod index;
pub(crate) mod load;
mod queue;
pub(crate) mod tally;
pub(crate) mod writer;
