//! The table of callsites: how often, how long, how much of the run.

use std::{
    io::{self, Write},
    time::Duration,
};

use telemetry_core::{CallsiteSnapshot, Snapshot};

use super::{
    amount::{grouped, nanoseconds},
    grid::Grid,
};

/// Prints one row per callsite, those that took the most time first.
///
/// # Errors
///
/// If `out` fails.
pub(crate) fn print(out: &mut dyn Write, snapshot: &Snapshot) -> io::Result<()> {
    let mut grid = Grid::new(&[
        "callsite", "calls", "errors", "p50", "p90", "p99", "max", "total", "share", "overhead",
    ]);
    let mut callsites: Vec<&CallsiteSnapshot> = snapshot.callsites().collect();
    callsites.sort_by_key(|site| std::cmp::Reverse(site.duration().sum()));
    for site in callsites {
        grid.push(row(site, snapshot.uptime()));
    }
    writeln!(out)?;
    grid.print(out)?;
    let run = snapshot.uptime();
    let cost = percent(as_u64(snapshot.overhead().as_nanos()), as_u64(run.as_nanos()));
    writeln!(
        out,
        "  share: of the run of {:.1} s, all threads together, callees included; ~ sampled\n  \
         recording itself took {cost} of the run ({:.1} ms)",
        run.as_secs_f64(),
        snapshot.overhead().as_secs_f64() * 1e3
    )
}

fn row(site: &CallsiteSnapshot, run: Duration) -> Vec<String> {
    let duration = site.duration();
    let total = duration.sum();
    let sampled = if site.timed() < site.calls() - site.in_flight() { "~" } else { "" };
    let mut row = vec![name(site), grouped(site.calls()), grouped(site.errors())];
    let quantiles = [0.5, 0.9, 0.99].map(|q| duration.quantile(q));
    row.extend(quantiles.iter().chain([&duration.max()]).map(|ns| nanoseconds(*ns)));
    row.push(format!("{sampled}{}", nanoseconds(total)));
    row.push(percent(total, as_u64(run.as_nanos())));
    row.push(percent(site.overhead(), total));
    row
}

/// The name without the crate, which is the same for all, and with the labels.
fn name(site: &CallsiteSnapshot) -> String {
    let own = concat!(env!("CARGO_CRATE_NAME"), "::");
    let mut name = site.name().strip_prefix(own).unwrap_or(site.name()).to_owned();
    if !site.labels().is_empty() {
        let labels: Vec<String> = site.labels().iter().map(|(k, v)| format!("{k}={v}")).collect();
        name = format!("{name}{{{}}}", labels.join(","));
    }
    name
}

/// `part` of `whole` with two digits behind the point.
fn percent(part: u64, whole: u64) -> String {
    if whole == 0 {
        return "-".to_owned();
    }
    let hundredths = u128::from(part) * 10_000 / u128::from(whole);
    format!("{}.{:02} %", hundredths / 100, hundredths % 100)
}

fn as_u64(nanoseconds: u128) -> u64 {
    u64::try_from(nanoseconds).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use telemetry_core::{Callsite, Description, Outcome};

    use super::*;

    #[test]
    fn every_callsite_has_a_row_with_its_counts() {
        static SITE: Callsite = Callsite::new(|| {
            Description::timed("unit.row", module_path!()).with_labels(&[("op", "test")])
        });
        SITE.start().finish(Outcome::Ok);
        SITE.start().finish(Outcome::Error);
        let mut out = Vec::new();
        print(&mut out, &telemetry_core::snapshot()).unwrap();
        let out = String::from_utf8(out).unwrap();
        let row = out.lines().find(|line| line.contains("unit.row{op=test}")).expect("a row");
        let cells: Vec<&str> = row.split_whitespace().collect();
        assert_eq!(cells[1..3], ["2", "1"], "{row}");
    }

    #[test]
    fn shares_are_exact_to_two_digits() {
        assert_eq!(percent(1, 3), "33.33 %");
        assert_eq!(percent(u64::MAX, u64::MAX), "100.00 %");
        assert_eq!(percent(0, 7), "0.00 %");
        assert_eq!(percent(5, 0), "-");
    }
}
