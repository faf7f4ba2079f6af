//! Puts `#[instrumented]` on every function of a foreign crate, and compares what the
//! compiler and the crate's own tests say with what they said before.
//!
//! ```text
//! list      which crates, in which versions
//! source    their sources, through cargo
//! functions where the functions are, in one file
//! marked    a crate's files with an attribute on some of its functions
//! compiler  what clippy says of it
//! suite     how its tests end
//! conform   all of it for one crate
//! table     what is printed of it
//! document  what is committed of all
//! ```

pub mod conform;
pub mod document;
pub mod list;
pub mod source;

mod compiler;
mod functions;
mod marked;
mod suite;
mod table;

/// What stops the tool itself.
pub type Failed = Box<dyn std::error::Error>;
