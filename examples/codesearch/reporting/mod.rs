//! What this program contributes to the report: its settings, and a section for
//! each part of the run.

pub(crate) mod builder;
#[cfg(test)]
mod lock;
pub(crate) mod run;
pub(crate) mod sections;
pub(crate) mod settings;
