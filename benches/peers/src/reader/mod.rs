//! The page about reading: what snapshots cost to write, to ask and to merge,
//! and how close their quantiles come.

mod accuracy;
mod samples;
mod speed;

use std::{fs, io};

use telemetry_bench_peers::{machine, table};

/// Measures and writes `docs/reader.md`.
pub(crate) fn write() -> io::Result<()> {
    let docs = machine::workspace().join("docs");
    fs::create_dir_all(&docs)?;
    fs::write(docs.join("reader.md"), page()?)
}

fn page() -> io::Result<String> {
    let versions = machine::versions();
    let version = |package: &str| versions.get(package).cloned().unwrap_or_default();
    let speed = table::markdown(
        &["1,000 callsites", "telemetry", "hdrhistogram", "DDSketch"],
        &speed::rows()?,
    );
    let accuracy = table::markdown(
        &[
            "a million values",
            "exact",
            "telemetry",
            "hdrhistogram, 2 digits",
            "hdrhistogram, 3 digits",
            "DDSketch, 1 %",
        ],
        &accuracy::rows(),
    );
    Ok(format!(
        "# What reading costs, and how exact it is\n\n\
         Made by `{command} -- reader` on {machine}; hdrhistogram {hdr}, sketches-ddsketch {dd}.\n\n\
         ## Speed\n\n\
         A snapshot of 1,000 callsites with 500 calls each, of widely different lengths. The references hold the\n\
         same distributions: `hdrhistogram` with two digits from 1 ns to an hour, `DDSketch` with 1 %, in a list\n\
         without names, outcomes or labels, which a snapshot has. They are written in their own binary formats, a\n\
         snapshot as JSON. Medians of {rounds} interleaved rounds.\n\n{speed}\n\
         ## Quantiles\n\n\
         The relative error against the exact order statistic. Recorded through the recorder, a thread's shard and\n\
         a snapshot. The promise is 1.6 %.\n\n{accuracy}",
        command = crate::COMMAND,
        machine = machine::describe(),
        hdr = version("hdrhistogram"),
        dd = version("sketches-ddsketch"),
        rounds = speed::ROUNDS,
    ))
}
