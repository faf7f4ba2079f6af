//! What is printed, and committed as `docs/conformance.md`.

use std::fmt::{self, Display, Formatter};

use crate::{conform::Outcome, list::LIST};

/// One line for the terminal, and below it whatever is not as it should be.
impl Display for Outcome {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { name, accepted, constant, absent, warnings, before, after, took, .. } = self;
        writeln!(
            f,
            "{name}: accepted {accepted} of {}, {constant} const fn left alone, {absent} behind \
             a cfg; tests passed {} before, {} after; {warnings} warnings, {} new, {} lost; {} s",
            self.total(),
            before.count("ok"),
            after.count("ok"),
            self.new_warnings.len(),
            self.lost_warnings.len(),
            took.as_secs()
        )?;
        for (place, reason) in &self.refused {
            writeln!(f, "  refused {place}: {reason}")?;
        }
        for difference in before.differences(after) {
            writeln!(f, "  test {difference}")?;
        }
        for warning in &self.new_warnings {
            writeln!(f, "  new warning {warning}")?;
        }
        for warning in &self.lost_warnings {
            writeln!(f, "  lost warning {warning}")?;
        }
        Ok(())
    }
}

/// The document: a table, and each refusal and difference.
#[derive(Debug)]
pub struct Document<'a>(pub &'a [Outcome]);

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
crate. *Warnings* are those of rustc and clippy's default lints, which the crate has as it is, and
how many came (+) and went (-) with the attribute.

| crate | accepted | const fn | absent | tests before | tests after | warnings |
|---|---|---|---|---|---|---|
";

impl Display for Document<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(HEAD)?;
        for outcome in self.0 {
            let Outcome { name, accepted, constant, absent, warnings, before, after, .. } = outcome;
            let tests = |suite: &crate::suite::Suite| {
                ["ok", "FAILED", "ignored"]
                    .map(|ending| suite.count(ending).to_string())
                    .join(" / ")
            };
            writeln!(
                f,
                "| {name} | {accepted} of {} | {constant} | {absent} | {} | {} | {warnings}, +{}, -{} |",
                outcome.total(),
                tests(before),
                tests(after),
                outcome.new_warnings.len(),
                outcome.lost_warnings.len()
            )?;
        }
        let sum = |of: fn(&Outcome) -> usize| self.0.iter().map(of).sum::<usize>();
        writeln!(
            f,
            "| all | {} of {} | {} | {} | {} | {} | {}, +{}, -{} |",
            sum(|outcome| outcome.accepted),
            sum(Outcome::total),
            sum(|outcome| outcome.constant),
            sum(|outcome| outcome.absent),
            sum(|outcome| outcome.before.count("ok")),
            sum(|outcome| outcome.after.count("ok")),
            sum(|outcome| outcome.warnings),
            sum(|outcome| outcome.new_warnings.len()),
            sum(|outcome| outcome.lost_warnings.len()),
        )?;
        let ran = |name: &str| self.0.iter().any(|o| o.name.split(' ').next() == Some(name));
        let missing: Vec<_> = LIST.iter().map(|f| f.name).filter(|name| !ran(name)).collect();
        if !missing.is_empty() {
            writeln!(f, "\nOn the list and not run yet: {}.", missing.join(", "))?;
        }
        f.write_str("\n## What was refused, and what differs\n\n")?;
        let differs = |o: &&Outcome| !o.is_perfect() || !o.lost_warnings.is_empty();
        if !self.0.iter().any(|outcome| differs(&outcome)) {
            return f.write_str("Nothing.\n");
        }
        for outcome in self.0.iter().filter(differs) {
            writeln!(f, "### {}\n", outcome.name)?;
            for (place, reason) in &outcome.refused {
                writeln!(f, "- refused: {place}: {reason}")?;
            }
            for difference in outcome.before.differences(&outcome.after) {
                writeln!(f, "- test: {difference}")?;
            }
            for warning in &outcome.new_warnings {
                writeln!(f, "- new warning: {warning}")?;
            }
            for warning in &outcome.lost_warnings {
                writeln!(f, "- lost warning: {warning}")?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}
