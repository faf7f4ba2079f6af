//! The page about calls: everyone beside everyone, as a table and a chart.

use std::{fs, io, time::Duration};

use telemetry_bench_peers::{
    chart,
    figure::{self, Figure},
    machine, rounds, table,
};

use crate::peers;

/// Measures for about `budget` and writes `docs/peers.md` and `docs/peers.svg`.
pub(crate) fn write(budget: Duration) -> io::Result<()> {
    let series = rounds::measure(peers::all(), budget);
    let rounds = series.first().map_or(0, |one| one.alone.len());
    let floor_ns = telemetry_bench_peers::statistics::median(&series[1].alone);
    let versions = machine::versions();
    let figures = figure::figures(&series, |package| versions.get(package).cloned());
    let docs = machine::workspace().join("docs");
    fs::create_dir_all(&docs)?;
    fs::write(docs.join("peers.md"), page(&figures, rounds))?;
    fs::write(docs.join("peers.svg"), chart::svg(&figures, floor_ns, &machine::describe()))
}

fn page(figures: &[Figure], rounds: usize) -> String {
    format!(
        "# What one instrumented call costs\n\n\
         ![Cost of one instrumented call](peers.svg)\n\n\
         Made by `{command}` on {machine}.\n\n\
         One process, {rounds} rounds; each round measures every row once, in another order. The body is the\n\
         same for all: about a nanosecond of arithmetic, in a function that is not inlined. Numbers are medians;\n\
         *over the floor* is the call without the body divided by two raw clock reads without the body, within\n\
         the same round. Two threads call the same callsite at once, and the slower one counts. Time in which a\n\
         thread was ready but another process had the processor is left out.\n\n\
         {table}\n## How each was set up\n\n\
         What a peer does later in the background is not counted. One that is handed durations gets them from\n\
         the raw clock, unless its row says otherwise. Histograms are met in their first bucket, which is the\n\
         best case for those that search.\n\n{notes}",
        command = crate::COMMAND,
        machine = machine::describe(),
        table = table::calls(figures),
        notes = notes(figures),
    )
}

fn notes(figures: &[Figure]) -> String {
    let with = figures.iter().filter(|figure| !figure.settings.is_empty());
    let lines: Vec<String> =
        with.map(|figure| format!("- {}: {}.", figure.name, figure.settings)).collect();
    lines.join("\n") + "\n"
}
