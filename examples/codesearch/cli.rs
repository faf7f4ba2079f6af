//! The command line.

use std::{net::SocketAddr, num::NonZeroUsize, path::PathBuf, str::FromStr as _, thread};

use clap::{Parser, Subcommand, value_parser};
use telemetry_core::{TelemetryArgs, TelemetryCommand, report::DetailsLevel};

use super::{engine::query::Query, serving::loopback};

/// What is asked for when nobody asks: a name, a task, a topic.
const DEFAULT_QUERIES: [&str; 3] = ["HashMap insert", "parse error position", "binary search"];

/// Index source code into an embedded database, search it under load, and see
/// what telemetry records of it and what would leave the machine.
#[derive(Clone, Debug, Parser)]
#[command(name = "codesearch", version)]
#[command(after_help = "\
Files that are unreadable, too large, binary or not UTF-8 are left out, counted
and reported. Results go to standard output, progress and warnings to standard
error. Exit status: 0 done, 1 failed, 2 wrong usage.")]
pub(crate) struct Cli {
    /// Folders or files to index [default: the sources of the crates that cargo
    /// has fetched, else this workspace]
    #[arg(value_name = "DIR")]
    pub(crate) roots: Vec<PathBuf>,

    /// Words or names to look for; may be given several times
    #[arg(short, long = "query", value_name = "WORDS", value_parser = Query::from_str)]
    queries: Vec<Query>,

    /// Results to show per query
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = value_parser!(u16).range(1..=1000))]
    top: u16,

    /// Index this many megabytes of text at most
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = value_parser!(u64).range(1..=1_000_000))]
    pub(crate) limit_mb: u64,

    /// Leave out files of more kilobytes than this
    #[arg(long, value_name = "N", default_value_t = 1024, value_parser = value_parser!(u64).range(1..=1_000_000))]
    max_file_kb: u64,

    /// Index writers, and then searchers [default: one per processor]
    #[arg(short = 'j', long, value_name = "N", value_parser = value_parser!(u16).range(1..=256))]
    threads: Option<u16>,

    /// Seconds of searching while files are rewritten; 0 for none
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = value_parser!(u64).range(0..=3600))]
    pub(crate) seconds: u64,

    /// Keep the database in this file; unchanged files are not indexed again
    /// [default: a temporary file]
    #[arg(long, value_name = "FILE")]
    pub(crate) db: Option<PathBuf>,

    /// Read `telemetry_disabled` in config.yaml and production.yaml of this folder
    #[arg(long, global = true, value_name = "DIR", help_heading = "Telemetry")]
    pub(crate) config_dir: Option<PathBuf>,

    /// Send reports to this address [default: nowhere, they stay on the machine]
    #[arg(long, global = true, value_name = "URL", help_heading = "Telemetry")]
    pub(crate) endpoint: Option<String>,

    /// How much a report says, 0 to 10
    #[arg(long, value_name = "N", default_value_t = DetailsLevel::SENT, help_heading = "Telemetry")]
    pub(crate) details_level: DetailsLevel,

    /// Write the anonymized report to this file, byte for byte as it would be sent
    #[arg(long, value_name = "FILE", help_heading = "Telemetry")]
    pub(crate) report: Option<PathBuf>,

    /// Write the report as it is before it is anonymized to this file
    #[arg(long, value_name = "FILE", help_heading = "Telemetry")]
    pub(crate) report_raw: Option<PathBuf>,

    /// Write everything recorded to this file, as JSON: every callsite with its
    /// counts, quantiles and histogram
    #[arg(long, value_name = "FILE", help_heading = "Telemetry")]
    pub(crate) snapshot: Option<PathBuf>,

    /// Show telemetry at this address of this machine meanwhile, and after that
    /// until Ctrl-C [default: 127.0.0.1 and a free port]
    #[arg(
        long,
        value_name = "ADDR",
        num_args = 0..=1,
        default_missing_value = "127.0.0.1:0",
        value_parser = loopback,
        help_heading = "Telemetry"
    )]
    pub(crate) serve: Option<SocketAddr>,

    #[command(flatten)]
    pub(crate) telemetry: TelemetryArgs,

    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

/// What to do instead of indexing and searching.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum Command {
    /// Look at what telemetry does and sent, turn it off, have it deleted
    #[command(subcommand)]
    Telemetry(TelemetryCommand),
}

impl Cli {
    /// What to look for.
    pub(crate) fn queries(&self) -> Vec<Query> {
        if !self.queries.is_empty() {
            return self.queries.clone();
        }
        DEFAULT_QUERIES.iter().map(|text| text.parse().expect("a query with words")).collect()
    }

    /// Results to show per query.
    pub(crate) fn top(&self) -> usize {
        self.top.into()
    }

    /// Bytes of text to index at most.
    pub(crate) fn total_bytes(&self) -> u64 {
        self.limit_mb * 1_000_000
    }

    /// Bytes of a file to index at most.
    pub(crate) fn file_bytes(&self) -> u64 {
        self.max_file_kb * 1024
    }

    /// Threads to index with, and then to search with.
    pub(crate) fn threads(&self) -> usize {
        let processors = || thread::available_parallelism().map_or(1, NonZeroUsize::get);
        self.threads.map_or_else(processors, usize::from)
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn the_default_queries_hold_words() {
        let cli = Cli::parse_from(["codesearch"]);
        assert_eq!(cli.queries().len(), DEFAULT_QUERIES.len());
    }
}
