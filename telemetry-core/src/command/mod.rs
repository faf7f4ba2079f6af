//! The command line of a host application, for `clap`.

mod args;
#[expect(clippy::module_inception, reason = "the subcommand is the folder's one product")]
mod command;
mod show;

pub use args::TelemetryArgs;
pub use command::TelemetryCommand;
