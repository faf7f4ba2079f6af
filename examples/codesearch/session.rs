//! The stages of the work: take in, put under load, answer.

use std::{
    io::Write,
    path::PathBuf,
    time::{Duration, Instant},
};

use super::{
    cli::Cli,
    engine::{db::Db, error::DbError},
    failure::Failure,
    files::walk::Listing,
    output::{
        amount::{bytes, grouped},
        progress::bar,
        results,
        terminal::has_colour,
    },
    reporting::{
        run::Run,
        sections::{IndexReport, IntakeReport, LoadReport},
    },
    workload::{index::index, load, writer::Policy},
};

/// Text of a segment while indexing: large, for few and long runs of postings.
const SEGMENT_BYTES: usize = 4 << 20;
/// Text of a segment while rewriting: small, for a change to be seen soon.
const REWRITE_BYTES: usize = 256 << 10;

/// What all stages work with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Session<'a> {
    pub(crate) cli: &'a Cli,
    pub(crate) db: &'a Db,
    pub(crate) roots: &'a [PathBuf],
    pub(crate) run: &'a Run,
}

impl Session<'_> {
    /// Indexes what was listed.
    ///
    /// # Errors
    ///
    /// If the index fails, or is empty in the end.
    pub(crate) fn take_in(&self, listing: &Listing, out: &mut dyn Write) -> Result<(), Failure> {
        let timer = timer();
        let bar = bar(listing.bytes, "indexing {wide_bar} {bytes}/{total_bytes} {eta}");
        let threads = self.cli.threads();
        let tally = index(self.db, &listing.files, self.policy(), threads, |done| bar.inc(done));
        bar.finish_and_clear();
        let mut tally = tally.map_err(|error| self.failure(&error))?;
        listing.faults.iter().for_each(|fault| tally.count_fault(fault));
        let (size, took) = (bytes(listing.bytes), timer.elapsed().as_secs_f64());
        writeln!(out, "{} files, {size} in {took:.1} s: {tally}", grouped(tally.all() as u64))?;
        if listing.beyond_limit > 0 {
            let (left, limit) = (grouped(listing.beyond_limit as u64), self.cli.limit_mb);
            writeln!(out, "  left out: {left} files beyond --limit-mb {limit}")?;
        }
        let found = self.db.statistics().map_err(|error| self.failure(&error))?;
        {
            let mut sections = self.run.sections();
            sections.intake = IntakeReport::new(&tally, listing);
            sections.index = IndexReport::new(&found, self.roots, listing);
        }
        if found.documents == 0 {
            return Err(Failure::from(format!("nothing to search: {tally}")));
        }
        let (documents, terms) = (grouped(found.documents), grouped(found.terms));
        writeln!(out, "index: {documents} documents, {}, {terms} terms", bytes(found.bytes))?;
        Ok(())
    }

    /// Searches while files are rewritten, if the command line wants that.
    ///
    /// # Errors
    ///
    /// If the index fails.
    pub(crate) fn put_under_load(
        &self,
        files: &[PathBuf],
        out: &mut dyn Write,
    ) -> Result<(), Failure> {
        let seconds = self.cli.seconds;
        if seconds == 0 {
            return Ok(());
        }
        let duration = Duration::from_secs(seconds);
        let bar = bar(seconds * 1000, "searching {wide_bar} {elapsed}");
        let tick = |passed: Duration| bar.set_position(passed.as_millis().try_into().unwrap_or(0));
        let policy = Policy { segment_bytes: REWRITE_BYTES, rewrite: true, ..self.policy() };
        let load = load::run(self.db, files, policy, self.cli.threads(), duration, tick);
        bar.finish_and_clear();
        let load = load.map_err(|error| self.failure(&error))?;
        self.run.sections().load = LoadReport::new(&load);
        let (answered, rewritten) =
            (grouped(load.answered), grouped(load.rewritten.indexed as u64));
        writeln!(
            out,
            "load: {answered} searches ({} without a match, {} without a word) beside \
             {rewritten} rewrites in {seconds} s",
            load.unmatched, load.rejected
        )?;
        Ok(())
    }

    /// Answers the queries of the command line.
    ///
    /// # Errors
    ///
    /// If the index fails.
    pub(crate) fn answer(&self, out: &mut dyn Write) -> Result<(), Failure> {
        // What somebody typed stays in front of a path, to be typed again.
        let hidden = if self.cli.roots.is_empty() { self.roots } else { &[] };
        for query in self.cli.queries() {
            let answer = self.db.search(&query, self.cli.top());
            let answer = answer.map_err(|error| self.failure(&error))?;
            results::print(out, &query, &answer, hidden, has_colour())?;
        }
        Ok(())
    }

    fn policy(&self) -> Policy {
        let file_bytes = self.cli.file_bytes();
        Policy { file_bytes, segment_bytes: SEGMENT_BYTES, rewrite: false }
    }

    /// Names the index that failed.
    fn failure(&self, error: &DbError) -> Failure {
        match &self.cli.db {
            Some(file) => Failure::new(file.display(), error),
            None => Failure::new("temporary database", error),
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "once, for the summary line")]
fn timer() -> Instant {
    Instant::now()
}
