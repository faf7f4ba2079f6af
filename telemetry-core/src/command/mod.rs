//! The command line of a host application, for `clap`.

mod args;
#[cfg(feature = "upload")]
mod ask;
#[expect(clippy::module_inception, reason = "the subcommand is the folder's one product")]
mod command;
#[cfg(feature = "upload")]
mod delete;
#[cfg(feature = "upload")]
mod log;
mod output;
mod show;

pub use args::TelemetryArgs;
pub use command::TelemetryCommand;
use output::{json, written};
