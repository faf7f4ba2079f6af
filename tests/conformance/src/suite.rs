//! How a crate's own tests end: unit tests, and those in its `tests` folder as far as they
//! compile as they were published.

use std::{
    collections::BTreeMap,
    io::{self, Read},
    path::Path,
};

use serde::Deserialize;

use crate::{Failed, compiler};

/// The integration tests of the crate in `folder`, and the examples with tests, that compile,
/// as cargo is asked for them: some need a crate that was never published.
pub(crate) fn compiling(
    folder: &Path,
    target: &Path,
    features: &[&str],
) -> Result<Vec<String>, Failed> {
    let output = compiler::cargo(folder, target)
        .args(["build", "--tests", "--keep-going", "--message-format=json"])
        .args(compiler::with(features))
        .output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let mut named: Vec<String> = text.lines().filter_map(built).collect();
    named.sort();
    Ok(named)
}

/// `--test=name`, if that is what a line of cargo's says was built.
fn built(line: &str) -> Option<String> {
    let Line { reason, target, profile } = serde_json::from_str(line).ok()?;
    let (target, is_test) = (target?, profile.is_some_and(|profile| profile.test));
    let kind =
        target.kind.iter().find(|kind| ["test", "example", "bin"].contains(&kind.as_str()))?;
    (reason == "compiler-artifact" && is_test).then(|| format!("--{kind}={}", target.name))
}

#[derive(Deserialize)]
struct Line {
    reason: String,
    target: Option<Target>,
    profile: Option<Profile>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
    kind: Vec<String>,
}

#[derive(Deserialize)]
struct Profile {
    test: bool,
}

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

    /// Runs the unit tests of the crate in `folder` and what else is `named`.
    pub(crate) fn run(
        folder: &Path,
        target: &Path,
        features: &[&str],
        named: &[String],
    ) -> Result<Self, Failed> {
        let (mut reader, writer) = io::pipe()?;
        let mut command = compiler::cargo(folder, target);
        command
            .args(["test", "--no-fail-fast", "--lib"])
            .args(named)
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
        if suite.count("ok") == 0 {
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
    fn integration_tests_that_compile_are_found_by_their_artifacts() {
        let line = |reason, kind, test| {
            format!(
                r#"{{"reason":"{reason}","target":{{"name":"a","kind":["{kind}"]}},"profile":{{"test":{test}}}}}"#
            )
        };
        assert_eq!(built(&line("compiler-artifact", "test", true)), Some("--test=a".to_owned()));
        let example = |test| built(&line("compiler-artifact", "example", test));
        assert_eq!((example(true), example(false)), (Some("--example=a".to_owned()), None));
        assert_eq!(built(&line("compiler-message", "test", true)), None);
        assert_eq!(built(&line("compiler-artifact", "lib", true)), None);
        assert_eq!(built(r#"{"reason":"build-finished","success":false}"#), None);
    }

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
