//! What people see.

pub(crate) mod amount;
pub(crate) mod callsites;
pub(crate) mod compare;
pub(crate) mod file;
pub(crate) mod grid;
pub(crate) mod log;
pub(crate) mod progress;
pub(crate) mod results;
pub(crate) mod terminal;
