//! A full-text search engine for source code, with telemetry: the main job of
//! this workspace, end to end.
//!
//! ```text
//! cargo run --release --example codesearch
//! ```
//!
//! It indexes source code into an embedded database, searches it while files
//! are rewritten, and then shows what telemetry knows about that.
//!
//! - `engine` is the database: tokenizer, inverted index, ranking, snippets;
//! - `files` finds and reads its input, `workload` keeps it busy;
//! - `output` is what people see, `cli` what they can ask for;
//! - `app` puts it together: start there.

mod app;
mod cli;
pub(crate) mod engine;
mod failure;
pub(crate) mod files;
mod output;
mod reporting;
mod serving;
mod session;
pub(crate) mod workload;

use std::{
    io::{self, Write as _},
    process::ExitCode,
};

use clap::Parser as _;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    match app::run(&cli, &mut io::stdout().lock()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) if failure.is_broken_pipe() => ExitCode::SUCCESS,
        Err(failure) => {
            // With standard error closed there is nobody left to tell.
            let _ = writeln!(io::stderr(), "codesearch: {failure}");
            ExitCode::FAILURE
        }
    }
}
