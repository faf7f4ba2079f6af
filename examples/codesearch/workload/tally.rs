//! What became of every file: nothing is lost on the way.

use std::{collections::BTreeMap, fmt};

use super::super::files::fault::{Fault, Kind};

/// Counts of files by what became of them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    /// Stored in the index.
    pub(crate) indexed: usize,
    /// In the index already, with the same text.
    pub(crate) unchanged: usize,
    faults: BTreeMap<Kind, Faults>,
}

/// How many faults of one kind, and the first of them.
#[derive(Clone, Debug)]
struct Faults {
    count: usize,
    first: String,
}

impl Tally {
    pub(crate) fn count_fault(&mut self, fault: &Fault) {
        let first = || Faults { count: 0, first: fault.to_string() };
        self.faults.entry(fault.kind()).or_insert_with(first).count += 1;
    }

    /// Files and folders that could not be taken in, of one kind.
    pub(crate) fn faults(&self, kind: Kind) -> usize {
        self.faults.get(&kind).map_or(0, |faults| faults.count)
    }

    /// Files that have been dealt with, one way or another.
    pub(crate) fn all(&self) -> usize {
        let faults: usize = self.faults.values().map(|faults| faults.count).sum();
        self.indexed + self.unchanged + faults
    }

    pub(super) fn merge(&mut self, other: Self) {
        self.indexed += other.indexed;
        self.unchanged += other.unchanged;
        for (kind, theirs) in other.faults {
            let ours = self.faults.entry(kind);
            let ours = ours.or_insert(Faults { count: 0, first: theirs.first });
            ours.count += theirs.count;
        }
    }
}

impl fmt::Display for Tally {
    /// One line, then one example per kind of fault.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} indexed, {} unchanged", self.indexed, self.unchanged)?;
        for (kind, faults) in &self.faults {
            write!(f, ", {} {}", faults.count, kind.name())?;
        }
        for faults in self.faults.values() {
            write!(f, "\n  left out: {}", faults.first.escape_debug())?;
            if faults.count > 1 {
                write!(f, " (and {} more like it)", faults.count - 1)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{super::super::files::fault::Cause, *};

    fn binary(path: &str) -> Fault {
        Fault::new(Path::new(path), Cause::Binary)
    }

    #[test]
    fn merging_keeps_every_count_and_the_first_example() {
        let mut left = Tally { indexed: 2, ..Tally::default() };
        left.count_fault(&binary("a.png"));
        let mut right = Tally { unchanged: 1, ..Tally::default() };
        right.count_fault(&binary("b.png"));
        left.merge(right);
        assert_eq!((left.all(), left.faults(Kind::Binary)), (5, 2));
        let shown = left.to_string();
        assert!(shown.starts_with("2 indexed, 1 unchanged, 2 binary\n"), "{shown}");
        assert!(shown.contains("a.png") && shown.contains("and 1 more"), "{shown}");
    }

    #[test]
    fn a_file_name_cannot_send_commands_to_the_terminal() {
        let mut tally = Tally::default();
        tally.count_fault(&binary("\x1b[2J"));
        assert!(!tally.to_string().contains('\x1b'));
    }
}
