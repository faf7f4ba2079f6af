//! How a crate's own tests end: unit tests, those in its `tests` folder as far as it
//! was published, and the examples in its documentation.

use std::{
    collections::BTreeMap,
    io::{self, Read},
    path::Path,
};

use crate::{Failed, compiler};

/// Each test with how it ended.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Suite(BTreeMap<String, String>);

impl Suite {
    /// How many ended as `ending`.
    pub fn count(&self, ending: &str) -> usize {
        self.0.values().filter(|found| *found == ending).count()
    }

    /// What ended otherwise, or only in one of the two.
    pub fn differences(&self, other: &Self) -> Vec<String> {
        let names: std::collections::BTreeSet<_> = self.0.keys().chain(other.0.keys()).collect();
        let ending = |suite: &Self, name: &String| {
            suite.0.get(name).cloned().unwrap_or_else(|| "missing".to_owned())
        };
        let mut different = Vec::new();
        for name in names {
            let (before, after) = (ending(self, name), ending(other, name));
            if before != after {
                different.push(format!("{name}: {before}, then {after}"));
            }
        }
        different
    }

    /// Runs all tests of the crate in `folder`.
    pub(crate) fn run(folder: &Path, target: &Path, features: &[&str]) -> Result<Self, Failed> {
        let (mut reader, writer) = io::pipe()?;
        let mut command = compiler::cargo(folder, target);
        command
            .args(["test", "--no-fail-fast", "--lib", "--tests"])
            .args(compiler::with(features))
            .stdout(writer.try_clone()?)
            .stderr(writer);
        let mut child = command.spawn()?;
        // The command holds the ends that are written to.
        drop(command);
        let mut text = Vec::new();
        reader.read_to_end(&mut text)?;
        child.wait()?;
        let text = String::from_utf8_lossy(&text);
        let suite = Self::read(&text);
        if suite.0.is_empty() {
            return Err(format!("no test ran:\n{text}").into());
        }
        Ok(suite)
    }

    fn read(text: &str) -> Self {
        let (mut found, mut file) = (BTreeMap::new(), "");
        for line in text.lines() {
            let line = line.trim();
            if let Some(running) = line.strip_prefix("Running ") {
                file = running.split(" (").next().unwrap_or(running);
            } else if let Some((name, ending)) =
                line.strip_prefix("test ").and_then(|test| test.rsplit_once(" ... "))
            {
                let ending = ending.split([',', ' ']).next().unwrap_or(ending);
                found.insert(format!("{file}: {name}"), ending.to_owned());
            } else if line.starts_with("error: ") && !line.contains("failed:") {
                // A program without libtest, or one that does not compile, says no more.
                found.insert(line.to_owned(), "said".to_owned());
            }
        }
        Self(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_are_read_and_compared() {
        let before = Suite::read(
            "     Running unittests src/lib.rs (target/debug/deps/a-0)\n\
             test a ... ok\ntest b - should panic ... FAILED\ntest c ... ignored, slow\n\
             \x20    Running tests/a.rs (target/debug/deps/a-1)\ntest a ... ok\n",
        );
        assert_eq!(["ok", "FAILED", "ignored"].map(|ending| before.count(ending)), [2, 1, 1]);
        let after = Suite::read(
            "     Running unittests src/lib.rs (target/debug/deps/a-0)\ntest a ... ok\n\
             test b - should panic ... ok\ntest c ... ignored, slow\n",
        );
        assert_eq!(
            before.differences(&after),
            [
                "tests/a.rs: a: ok, then missing",
                "unittests src/lib.rs: b - should panic: FAILED, then ok",
            ]
        );
        assert!(before.differences(&before).is_empty());
    }
}
