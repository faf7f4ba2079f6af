//! `docs/conformance.md`: a line for each crate of the list, and below them each refusal
//! and difference. A run writes the lines of its crates; the others stay as they are.

use std::{
    collections::BTreeMap,
    fmt::{self, Display, Formatter},
};

use crate::{conform::Outcome, list::LIST, suite::Suite};

/// The document, by the crates' names with their versions.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Document(BTreeMap<String, Row>);

/// What is said of one crate.
#[derive(Debug, Default, PartialEq, Eq)]
struct Row {
    /// In the order of the columns.
    numbers: [usize; 13],
    remarks: Vec<String>,
}

const HEAD: &str = "\
# Conformance

`#[instrumented]` on every function with a body of whole foreign crates, unit tests
included: does it compile, do their own tests end as before, does the compiler or clippy
say anything else? Written by

```sh
cargo run -p telemetry-conformance -- --write
```

*Accepted* are functions that compile with the attribute, of all that are compiled here.
A `const fn` is left alone: it may run at compile time, where nothing can be measured.
*Absent* are functions behind a `cfg` that is off here (other systems, other features);
what a `macro_rules!` writes is not counted. *Tests* are those that passed, failed and
were ignored, of the unit tests and the integration tests that are published with the
crate and compile as they are. *Warnings* are those of rustc and clippy's default lints, which the crate has as it is, and
how many came (+) and went (-) with the attribute. What goes is the layout of `///`, which clippy
does not judge in `#[doc]`, as any attribute macro gets it, and lints of whole bodies: that a
function could be `const`, or an `impl Default` derived, is no longer so when it is measured.
Two more stop at the closure around a body: that a closure in it returns a large error, since
clippy would say that of ours too, and what is allowed of a closure is allowed in it; and that
an `.into_iter()` is one too many, which clippy says nowhere in what a macro wrote.

A run writes the lines of its crates; the others stay from theirs.

| crate | accepted | const fn | absent | tests before | tests after | warnings |
|---|---|---|---|---|---|---|
";

impl Document {
    /// What was written before.
    pub fn read(text: &str) -> Self {
        let (mut rows, mut below) = (BTreeMap::<String, Row>::new(), String::new());
        for line in text.lines() {
            let cells = line.strip_prefix("| ").and_then(|line| line.split_once(" | "));
            if let Some((name, cells)) = cells
                && let Some(numbers) = numbers(cells)
            {
                rows.insert(name.to_owned(), Row { numbers, remarks: Vec::new() });
            } else if let Some(name) = line.strip_prefix("### ") {
                name.clone_into(&mut below);
            } else if let Some(remark) = line.strip_prefix("- ")
                && let Some(row) = rows.get_mut(&below)
            {
                row.remarks.push(remark.to_owned());
            }
        }
        Self(rows)
    }

    /// Writes the line of `outcome`'s crate anew.
    pub fn put(&mut self, outcome: &Outcome) {
        self.0.insert(outcome.name.clone(), Row::from(outcome));
    }

    /// The rows of the crates that are on the list, in its order.
    fn rows(&self) -> impl Iterator<Item = (String, Option<&Row>)> {
        LIST.iter().map(|foreign| {
            let name = format!("{} {}", foreign.name, foreign.version);
            let row = self.0.get(&name);
            (name, row)
        })
    }
}

/// The numbers of a line, if it is that of a crate.
fn numbers(cells: &str) -> Option<[usize; 13]> {
    let words = cells.split(|letter: char| !letter.is_ascii_digit());
    let numbers: Vec<usize> = words.filter_map(|word| word.parse().ok()).collect();
    numbers.try_into().ok()
}

impl From<&Outcome> for Row {
    fn from(outcome: &Outcome) -> Self {
        let endings = |suite: &Suite| ["ok", "FAILED", "ignored"].map(|ending| suite.count(ending));
        let Outcome { accepted, constant, absent, warnings, before, after, .. } = outcome;
        let ([ok, failed, ignored], [ok_after, failed_after, ignored_after]) =
            (endings(before), endings(after));
        Self {
            numbers: [
                *accepted,
                outcome.total(),
                *constant,
                *absent,
                ok,
                failed,
                ignored,
                ok_after,
                failed_after,
                ignored_after,
                *warnings,
                outcome.new_warnings.len(),
                outcome.lost_warnings.len(),
            ],
            remarks: outcome.remarks().collect(),
        }
    }
}

impl Display for Document {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(HEAD)?;
        let (mut all, mut missing) = ([0; 13], Vec::new());
        for (name, row) in self.rows() {
            let Some(&Row { numbers, .. }) = row else {
                missing.push(name);
                continue;
            };
            let [accepted, total, constant, absent, endings @ .., warnings, new, lost] = numbers;
            let tests = endings.map(|number| number.to_string());
            let (before, after) = (tests[..3].join(" / "), tests[3..].join(" / "));
            writeln!(
                f,
                "| {name} | {accepted} of {total} | {constant} | {absent} | {before} | {after} | \
                 {warnings}, +{new}, -{lost} |"
            )?;
            all.iter_mut().zip(numbers).for_each(|(sum, number)| *sum += number);
        }
        let [accepted, total, constant, absent, before, _, _, after, _, _, warnings, new, lost] =
            all;
        writeln!(
            f,
            "| all | {accepted} of {total} | {constant} | {absent} | {before} | {after} | \
             {warnings}, +{new}, -{lost} |"
        )?;
        if !missing.is_empty() {
            writeln!(f, "\nOn the list and not run yet: {}.", missing.join(", "))?;
        }
        f.write_str("\n## What was refused, and what differs\n\n")?;
        let mut said = false;
        for (name, row) in self.rows() {
            let Some(row) = row.filter(|row| !row.remarks.is_empty()) else { continue };
            writeln!(f, "### {name}\n")?;
            for remark in &row.remarks {
                writeln!(f, "- {remark}")?;
            }
            writeln!(f)?;
            said = true;
        }
        if said { Ok(()) } else { f.write_str("Nothing.\n") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(first: usize, remarks: &[&str]) -> Row {
        let numbers = std::array::from_fn(|at| first + at);
        Row { numbers, remarks: remarks.iter().map(|&remark| remark.to_owned()).collect() }
    }

    #[test]
    fn the_lines_of_crates_that_did_not_run_stay_as_they_are() {
        let name = |at: usize| format!("{} {}", LIST[at].name, LIST[at].version);
        let document = Document(BTreeMap::from([
            (name(0), row(10, &[])),
            (name(1), row(100, &["refused: src/lib.rs:1 `f`: E0001: no", "lost warning: x"])),
            (name(2), row(1000, &["test: a: ok, then FAILED"])),
        ]));
        let text = document.to_string();
        assert_eq!(Document::read(&text), document, "{text}");
        assert!(
            text.contains(
                "| all | 1110 of 1113 | 1116 | 1119 | 1122 | 1131 | 1140, +1143, -1146 |"
            )
        );
        assert!(text.contains(&format!("not run yet: {}, ", name(3))));
    }

    #[test]
    fn a_crate_or_version_that_left_the_list_leaves_the_document() {
        let mut document = Document(BTreeMap::from([("gone 1.0.0".to_owned(), row(1, &["x"]))]));
        assert!(document.to_string().contains("Nothing."));
        document.0.clear();
        assert!(document.to_string().contains("| all | 0 of 0 |"));
    }

    #[test]
    fn the_committed_document_is_one_that_the_tool_writes() {
        let committed = include_str!("../../../docs/conformance.md");
        assert_eq!(Document::read(committed).to_string(), committed);
    }
}
