//! Searches and rewrites at the same time, for a while.
//!
//! Searchers ask what a reader of the code might: a few words of some line of
//! some document. A line like `}` holds no word, so some questions are errors,
//! as they are in real life.

use std::{
    path::PathBuf,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Duration,
};

use fastrand::Rng;
use telemetry_core::instrumented;

use super::{
    super::engine::{db::Db, error::DbError, query::Query},
    index::join,
    tally::Tally,
    writer::{Policy, Writer},
};

/// Hits that a searcher asks for.
const TOP: usize = 10;
/// Words that it takes from a line.
const WORDS: usize = 3;
/// How often the time is looked at.
const TICK: Duration = Duration::from_millis(50);

/// What the load was.
#[derive(Clone, Debug, Default)]
pub(crate) struct Load {
    /// Questions answered.
    pub(crate) answered: u64,
    /// Of them, those that found nothing. They are words of a stored document, and
    /// a rewrite replaces a document in one step: so none, unless a file changed.
    pub(crate) unmatched: u64,
    /// Questions that held no word.
    pub(crate) rejected: u64,
    /// Files that were stored again meanwhile.
    pub(crate) rewritten: Tally,
}

/// Searches on `threads` threads and rewrites `files` on another, for
/// `duration`; `tick` is called now and then with the time that passed.
///
/// # Errors
///
/// If the index fails.
pub(crate) fn run(
    db: &Db,
    files: &[PathBuf],
    policy: Policy,
    threads: usize,
    duration: Duration,
    tick: impl Fn(Duration),
) -> Result<Load, DbError> {
    let stop = &AtomicBool::new(false);
    thread::scope(|scope| {
        let rewriter = scope.spawn(|| rewrite(db, files, policy, stop));
        let search = |seed| move || search(db, seed, stop);
        let searchers: Vec<_> = (0..threads as u64).map(|seed| scope.spawn(search(seed))).collect();
        let mut passed = Duration::ZERO;
        while passed < duration && !stop.load(Ordering::Relaxed) {
            thread::sleep(TICK);
            passed += TICK;
            tick(passed);
        }
        stop.store(true, Ordering::Relaxed);
        let mut load = Load { rewritten: join(rewriter)?, ..Load::default() };
        for searcher in searchers {
            let Load { answered, unmatched, rejected, .. } = join(searcher)?;
            load.answered += answered;
            load.unmatched += unmatched;
            load.rejected += rejected;
        }
        Ok(load)
    })
}

/// Stores files picked by chance until told to stop.
fn rewrite(
    db: &Db,
    files: &[PathBuf],
    policy: Policy,
    stop: &AtomicBool,
) -> Result<Tally, DbError> {
    let write = || {
        let mut rng = Rng::with_seed(files.len() as u64);
        let mut writer = Writer::new(db, policy);
        while !files.is_empty() && !stop.load(Ordering::Relaxed) {
            writer.take(&files[rng.usize(..files.len())])?;
        }
        writer.finish()
    };
    write().inspect_err(|_| stop.store(true, Ordering::Relaxed))
}

/// Asks until told to stop.
fn search(db: &Db, seed: u64, stop: &AtomicBool) -> Result<Load, DbError> {
    let ask = || {
        let mut rng = Rng::with_seed(seed);
        let mut load = Load::default();
        while !stop.load(Ordering::Relaxed) {
            match question(db, &mut rng)?.parse::<Query>() {
                Ok(query) => {
                    load.answered += 1;
                    load.unmatched += u64::from(db.search(&query, TOP)?.matches == 0);
                }
                Err(_) => load.rejected += 1,
            }
        }
        Ok(load)
    };
    ask().inspect_err(|_| stop.store(true, Ordering::Relaxed))
}

/// A few words of some line; empty if the index is.
#[instrumented]
fn question(db: &Db, rng: &mut Rng) -> Result<String, DbError> {
    let newest = u32::try_from(db.statistics()?.next).unwrap_or(u32::MAX);
    let Some(text) = db.text_near(rng.u32(..newest.max(1)))? else { return Ok(String::new()) };
    let lines = text.lines().count();
    let line = text.lines().nth(rng.usize(..lines.max(1))).unwrap_or_default();
    Ok(line.split_whitespace().take(WORDS).collect::<Vec<_>>().join(" "))
}
