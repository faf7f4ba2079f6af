//! Telemetry as text for a terminal.

use std::io::{self, Write};

use crate::{
    report::{
        Difference,
        budget::{self, Spent},
    },
    telemetry::Telemetry,
};

/// The status, a line per fact.
pub(super) fn status(telemetry: &Telemetry, out: &mut dyn Write) -> io::Result<()> {
    let status = telemetry.status();
    writeln!(out, "mode           {}", status.mode())?;
    writeln!(out, "decided by     {}", status.source())?;
    for source in status.decision().also() {
        writeln!(out, "also           {source}")?;
    }
    for warning in status.decision().warnings() {
        writeln!(out, "warning        {warning}")?;
    }
    writeln!(out, "endpoint       {}", status.endpoint().unwrap_or("none"))?;
    writeln!(out, "details level  {}", status.details_level())?;
    writeln!(out, "id             {} (of this run; each start has its own)", status.id())?;
    writeln!(out, "token          {} (proves the id, for deletion)", telemetry.identity().token())
}

/// Values that change on their way out, or with `all` every value.
pub(super) fn differences(
    differences: &[Difference],
    all: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    let text = |value: &Option<serde_json::Value>| {
        value.as_ref().map_or_else(|| "nothing".to_owned(), ToString::to_string)
    };
    let mut unchanged = 0;
    for Difference { path, raw, leaves } in differences {
        if raw != leaves {
            writeln!(out, "{path}  {} leaves as {}", text(raw), text(leaves))?;
        } else if all {
            writeln!(out, "{path}  {} leaves as it is", text(raw))?;
        } else {
            unchanged += 1;
        }
    }
    if unchanged > 0 {
        writeln!(out, "{unchanged} further values leave as they are; --all lists them")?;
    }
    Ok(())
}

/// What the noise in a report spends, value by value and in all, if there is any.
pub(super) fn privacy_budget(spent: &[Spent], out: &mut dyn Write) -> io::Result<()> {
    for Spent { path, epsilon } in spent {
        writeln!(out, "{path}  spends {epsilon} of the privacy budget")?;
    }
    if !spent.is_empty() {
        let total = budget::total(spent);
        writeln!(out, "the noise in it spends a privacy budget of {total} a start")?;
    }
    Ok(())
}
