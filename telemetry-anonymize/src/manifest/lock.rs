//! `telemetry.lock`: what can leave, one path a line, under version control.
//!
//! A test compares it with the types; whoever changes what leaves changes the
//! lock in the same commit, where a reviewer sees it.

use std::{fmt, fmt::Write as _};

use super::{
    entry::{Entry, Manifest},
    policy::Policy,
};

/// The variable that makes a check write the lock instead of comparing it.
pub const ACCEPT: &str = "TELEMETRY_LOCK";

const HEADER: &str = "\
# What can leave this program, by the types of its report. Generated.
# A change of it is accepted with: TELEMETRY_LOCK=accept cargo test
";

impl Manifest {
    /// The text of the lock file.
    pub fn lock(&self) -> String {
        let mut text = HEADER.to_owned();
        for entry in self.entries() {
            text.push_str(&line(&entry));
            text.push('\n');
        }
        text
    }

    /// Compares with the text of a lock file.
    ///
    /// # Errors
    ///
    /// What leaves now and is not in the lock, and the other way round.
    pub fn check_lock(&self, locked: &str) -> Result<(), LockError> {
        let lines = |text: &str| -> Vec<String> {
            let said = |line: &&str| !HEADER.lines().any(|header| header == *line);
            text.lines().filter(said).map(str::to_owned).collect()
        };
        let (now, then) = (lines(&self.lock()), lines(locked));
        if now == then {
            return Ok(());
        }
        let only = |these: &[String], those: &[String]| -> Vec<String> {
            these.iter().filter(|line| !those.contains(line)).cloned().collect()
        };
        Err(LockError { added: only(&now, &then), removed: only(&then, &now) })
    }
}

/// `path: type, policy[, from level n][ (reason)]`, whatever is in them on one line.
fn line(entry: &Entry) -> String {
    let line = words_of(entry);
    let one_line = |c: char| if c.is_control() { ' ' } else { c };
    line.chars().map(one_line).collect()
}

fn words_of(entry: &Entry) -> String {
    let Entry { path, type_name, policy, level, .. } = entry;
    let mut line = format!("{path}: {type_name}, {policy}");
    if *level > 0 {
        write!(line, ", from level {level}").expect("a string takes all text");
    }
    if let Some(reason) = policy.reason() {
        write!(line, " ({reason})").expect("a string takes all text");
    }
    if let Policy::Keep { free_text: Some(why), .. } = policy {
        write!(line, " (text: {why})").expect("a string takes all text");
    }
    line
}

/// The report and its lock file differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LockError {
    added: Vec<String>,
    removed: Vec<String>,
}

impl LockError {
    /// What can leave and is not in the lock.
    pub fn added(&self) -> &[String] {
        &self.added
    }

    /// What is in the lock and can no longer leave.
    pub fn removed(&self) -> &[String] {
        &self.removed
    }
}

impl fmt::Display for LockError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("what can leave is not what the lock says:\n")?;
        self.removed.iter().try_for_each(|line| writeln!(f, "  - {line}"))?;
        self.added.iter().try_for_each(|line| writeln!(f, "  + {line}"))?;
        if self.added.is_empty() && self.removed.is_empty() {
            f.write_str("  (the order, or how often a line stands)\n")?;
        }
        write!(f, "if it is meant, accept it with: {ACCEPT}=accept cargo test")
    }
}

impl std::error::Error for LockError {}
