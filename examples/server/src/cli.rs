//! The command line.

use std::{net::SocketAddr, path::PathBuf};

use clap::{Parser, Subcommand, value_parser};
use telemetry_core::{TelemetryArgs, TelemetryCommand};

/// Shorten links.
///
/// POST /links with {"url": …} makes a link, GET /CODE follows it, GET and DELETE
/// /links/CODE look at it and remove it, GET /links lists all of them, one JSON
/// document a line.
#[derive(Clone, Debug, Parser)]
#[command(name = "link-server", version)]
#[command(after_help = "\
Exit status: 0 done, 1 failed, 2 wrong usage.")]
pub(crate) struct Cli {
    /// Serve at this address
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    pub(crate) listen: SocketAddr,

    /// Keep the links in this file [default: in memory]
    #[arg(long, value_name = "FILE")]
    pub(crate) db: Option<PathBuf>,

    /// Show telemetry only to who sends `Authorization: Bearer TOKEN` [default: to
    /// everybody on this machine, and nobody else]
    #[arg(long, value_name = "TOKEN", help_heading = "Telemetry")]
    pub(crate) admin_token: Option<String>,

    /// Read `telemetry_disabled` in config.yaml and production.yaml of this folder
    #[arg(long, global = true, value_name = "DIR", help_heading = "Telemetry")]
    pub(crate) config_dir: Option<PathBuf>,

    /// Send reports to this address [default: nowhere, they stay on the machine]
    #[arg(long, global = true, value_name = "URL", help_heading = "Telemetry")]
    pub(crate) endpoint: Option<String>,

    /// Keep a copy of what is sent in this folder
    #[arg(long, global = true, value_name = "DIR", help_heading = "Telemetry")]
    pub(crate) sent_dir: Option<PathBuf>,

    /// Send nothing in the first seconds
    #[arg(long, value_name = "N", default_value_t = 600, value_parser = value_parser!(u64).range(0..=86_400), help_heading = "Telemetry")]
    pub(crate) grace_seconds: u64,

    /// Seconds from one report to the next
    #[arg(long, value_name = "N", default_value_t = 3600, value_parser = value_parser!(u64).range(1..=604_800), help_heading = "Telemetry")]
    pub(crate) interval_seconds: u64,

    /// Record nothing, to see what recording costs
    #[arg(long, help_heading = "Telemetry")]
    pub(crate) no_recording: bool,

    #[command(flatten)]
    pub(crate) telemetry: TelemetryArgs,

    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

/// What to do instead of serving.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum Command {
    /// Look at what telemetry does and sent, turn it off, have it deleted
    #[command(subcommand)]
    Telemetry(TelemetryCommand),
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_is_well_formed() {
        Cli::command().debug_assert();
    }
}
