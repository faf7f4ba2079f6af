//! What people see.

pub(crate) mod amount;
pub(crate) mod callsites;
pub(crate) mod file;
pub(crate) mod grid;
pub(crate) mod progress;
pub(crate) mod results;
pub(crate) mod terminal;
