//! The program from start to end.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use telemetry_core::{Telemetry, TelemetryCommand, consent::Mode};

use super::{
    cli::{Cli, Command},
    engine::db::Db,
    failure::Failure,
    files::{
        roots::default_roots,
        walk::{Limits, Listing, walk},
    },
    output::{callsites, compare, file::OutputFile, log, terminal::warn},
    reporting::{builder::telemetry, run::Run},
    serving,
    session::Session,
};

/// Does all that `cli` asks for, with results to `out`.
///
/// # Errors
///
/// If there is nothing to index, or the index or an output fails.
pub(crate) fn run(cli: &Cli, out: &mut dyn Write) -> Result<(), Failure> {
    log::install();
    match &cli.command {
        Some(Command::Telemetry(command)) => look(cli, command, out),
        None => index_and_search(cli, out),
    }
}

/// `codesearch telemetry …`
fn look(cli: &Cli, command: &TelemetryCommand, out: &mut dyn Write) -> Result<(), Failure> {
    let telemetry = telemetry(cli, &Run::default()).inspect()?;
    Ok(command.run(&telemetry, out)?)
}

fn index_and_search(cli: &Cli, out: &mut dyn Write) -> Result<(), Failure> {
    let files = Files::claim(cli)?;
    let run = Run::default();
    let telemetry = telemetry(cli, &run).start()?;
    cli.serve.map_or(Ok(()), |address| serving::serve(&telemetry, address))?;
    let db = open(cli.db.as_deref())?;
    let roots = if cli.roots.is_empty() { default_roots() } else { cli.roots.clone() };
    let listing = list(cli, &roots)?;

    let session = Session { cli, db: &db, roots: &roots, run: &run };
    session.take_in(&listing, out)?;
    session.put_under_load(&listing.files, out)?;
    session.answer(out)?;
    show_what_was_recorded(cli, &telemetry, &files, out)?;
    cli.serve.map_or(Ok(()), |_| serving::wait_for_interrupt())
}

/// The files to write at the end, found to be writable at the start.
struct Files {
    snapshot: Option<OutputFile>,
    report: Option<OutputFile>,
    raw_report: Option<OutputFile>,
}

impl Files {
    fn claim(cli: &Cli) -> Result<Self, Failure> {
        let claim = |path: &Option<PathBuf>| path.as_deref().map(OutputFile::claim).transpose();
        let (snapshot, report) = (claim(&cli.snapshot)?, claim(&cli.report)?);
        Ok(Self { snapshot, report, raw_report: claim(&cli.report_raw)? })
    }
}

fn open(file: Option<&Path>) -> Result<Db, Failure> {
    match file {
        Some(file) => Db::open(file).map_err(|error| Failure::new(file.display(), &error)),
        None => Db::temporary().map_err(|error| Failure::new("temporary database", &error)),
    }
}

fn list(cli: &Cli, roots: &[PathBuf]) -> Result<Listing, Failure> {
    let limits = Limits { total_bytes: cli.total_bytes(), file_bytes: cli.file_bytes() };
    let listing = walk(roots, limits)?;
    for root in &listing.empty_roots {
        warn(format_args!("{}: no files", root.display()));
    }
    Ok(listing)
}

/// The table of callsites, the report in both forms, and what telemetry does.
fn show_what_was_recorded(
    cli: &Cli,
    telemetry: &Telemetry,
    files: &Files,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let snapshot = telemetry_core::snapshot();
    callsites::print(out, &snapshot)?;
    if let Some(file) = &files.snapshot {
        file.write_json(&snapshot)?;
    }
    let mut report = telemetry.report(cli.details_level)?;
    // What would be sent is the first report of this run, not a look at one.
    report.sequence = 1;
    let raw = report.to_json()?;
    let sealed = match telemetry.mode() {
        Mode::On => telemetry.next_report()?,
        _ => telemetry.seal(&report).to_json()?,
    };
    compare::print(out, &raw, &sealed)?;
    if let Some(file) = &files.report {
        file.write(&sealed)?;
    }
    if let Some(file) = &files.raw_report {
        file.write(&raw)?;
    }
    writeln!(out, "\n{}", telemetry.status())?;
    Ok(())
}
