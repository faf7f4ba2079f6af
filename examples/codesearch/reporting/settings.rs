//! The configuration of this instance, as the report has it.

use serde::Serialize;
use telemetry_core::Anonymize;

use super::super::cli::Cli;

/// What the command line asked for.
#[derive(Clone, Debug, Serialize, Anonymize)]
pub(crate) struct Settings {
    /// The folders to index, as they were typed.
    roots: Vec<String>,
    /// Whether the index is kept in a file.
    #[anonymize(keep, reason = "yes or no")]
    persistent: bool,
    /// Index writers, and then searchers.
    threads: u64,
    /// The most bytes of text to index.
    total_bytes: u64,
    /// The most bytes of one file.
    file_bytes: u64,
    /// How long to search while files are rewritten.
    load_seconds: u64,
    /// What to look for.
    queries: Vec<String>,
}

impl Settings {
    pub(crate) fn new(cli: &Cli) -> Self {
        Self {
            roots: cli.roots.iter().map(|root| root.to_string_lossy().into_owned()).collect(),
            persistent: cli.db.is_some(),
            threads: cli.threads() as u64,
            total_bytes: cli.total_bytes(),
            file_bytes: cli.file_bytes(),
            load_seconds: cli.seconds,
            queries: cli.queries().iter().map(|query| query.text().to_owned()).collect(),
        }
    }
}
