//! The program from start to end.

use std::{
    io::Write,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use super::{
    cli::Cli,
    engine::{db::Db, error::DbError},
    failure::Failure,
    files::{
        roots::default_roots,
        walk::{Limits, Listing, walk},
    },
    output::{
        amount::{bytes, grouped},
        callsites,
        file::OutputFile,
        progress::bar,
        results,
        terminal::{has_colour, warn},
    },
    workload::{
        index::index,
        load::{self, Load},
        tally::Tally,
        writer::Policy,
    },
};

/// Text of a segment while indexing: large, for few and long runs of postings.
const SEGMENT_BYTES: usize = 4 << 20;
/// Text of a segment while rewriting: small, for a change to be seen soon.
const REWRITE_BYTES: usize = 256 << 10;

/// Does all that `cli` asks for, with results to `out`.
///
/// # Errors
///
/// If there is nothing to index, or the index or an output fails.
pub(crate) fn run(cli: &Cli, out: &mut dyn Write) -> Result<(), Failure> {
    let snapshot_file = cli.snapshot.as_deref().map(OutputFile::claim).transpose()?;
    let db = open(cli.db.as_deref())?;
    let roots = if cli.roots.is_empty() { default_roots() } else { cli.roots.clone() };
    let listing = list(cli, &roots)?;
    let tally = take_in(cli, &db, &listing, out)?;
    if db.statistics().map_err(in_index(cli))?.documents == 0 {
        return Err(Failure::from(format!("nothing to search: {tally}")));
    }
    put_under_load(cli, &db, &listing.files, out)?;
    // What somebody typed stays in front of a path, to be typed again.
    let hidden = if cli.roots.is_empty() { &roots[..] } else { &[] };
    for query in cli.queries() {
        let answer = db.search(&query, cli.top()).map_err(in_index(cli))?;
        results::print(out, &query, &answer, hidden, has_colour())?;
    }
    let snapshot = telemetry_core::snapshot();
    callsites::print(out, &snapshot)?;
    if let Some(file) = snapshot_file {
        file.write_json(&snapshot)?;
    }
    Ok(())
}

fn open(file: Option<&Path>) -> Result<Db, Failure> {
    match file {
        Some(file) => Db::open(file).map_err(|error| Failure::new(file.display(), &error)),
        None => Db::temporary().map_err(|error| Failure::new("temporary database", &error)),
    }
}

/// Names the index in errors that come while it is in use.
fn in_index(cli: &Cli) -> impl Fn(DbError) -> Failure {
    let place = cli.db.as_ref().map_or("temporary database".into(), |db| db.display().to_string());
    move |error| Failure::new(&place, &error)
}

fn list(cli: &Cli, roots: &[PathBuf]) -> Result<Listing, Failure> {
    let limits = Limits { total_bytes: cli.total_bytes(), file_bytes: cli.file_bytes() };
    let listing = walk(roots, limits)?;
    for root in &listing.empty_roots {
        warn(format_args!("{}: no files", root.display()));
    }
    Ok(listing)
}

fn policy(cli: &Cli) -> Policy {
    Policy { file_bytes: cli.file_bytes(), segment_bytes: SEGMENT_BYTES, rewrite: false }
}

fn take_in(cli: &Cli, db: &Db, listing: &Listing, out: &mut dyn Write) -> Result<Tally, Failure> {
    let timer = timer();
    let bar = bar(listing.bytes, "indexing {wide_bar} {bytes}/{total_bytes} {eta}");
    let advance = |done| bar.inc(done);
    let mut tally =
        index(db, &listing.files, policy(cli), cli.threads(), advance).map_err(in_index(cli))?;
    bar.finish_and_clear();
    listing.faults.iter().for_each(|fault| tally.count_fault(fault));
    let size = bytes(listing.bytes);
    let took = timer.elapsed().as_secs_f64();
    writeln!(out, "{} files, {size} in {took:.1} s: {tally}", grouped(tally.all() as u64))?;
    if listing.beyond_limit > 0 {
        let left = grouped(listing.beyond_limit as u64);
        writeln!(
            out,
            "  left out: {left} files beyond --limit-mb {}",
            cli.total_bytes() / 1_000_000
        )?;
    }
    let found = db.statistics().map_err(in_index(cli))?;
    let (documents, terms) = (grouped(found.documents), grouped(found.terms));
    writeln!(out, "index: {documents} documents, {}, {terms} terms", bytes(found.bytes))?;
    Ok(tally)
}

fn put_under_load(
    cli: &Cli,
    db: &Db,
    files: &[PathBuf],
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let duration = Duration::from_secs(cli.seconds);
    if duration.is_zero() {
        return Ok(());
    }
    let bar = bar(cli.seconds * 1000, "searching {wide_bar} {elapsed}");
    let tick = |passed: Duration| bar.set_position(u64::try_from(passed.as_millis()).unwrap_or(0));
    let policy = Policy { segment_bytes: REWRITE_BYTES, rewrite: true, ..policy(cli) };
    let load =
        load::run(db, files, policy, cli.threads(), duration, tick).map_err(in_index(cli))?;
    bar.finish_and_clear();
    let Load { answered, unmatched, rejected, rewritten } = load;
    let (answered, rewritten) = (grouped(answered), grouped(rewritten.indexed as u64));
    writeln!(
        out,
        "load: {answered} searches ({unmatched} without a match, {rejected} without a word) \
         beside {rewritten} rewrites in {} s",
        cli.seconds
    )?;
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "once per phase, for its summary line")]
fn timer() -> Instant {
    Instant::now()
}
