//! The page about building: a program of a thousand functions, annotated by
//! each macro that records, beside the same program bare.

mod build;
mod flavour;
mod source;

use std::{fs, io};

use telemetry_bench_peers::{machine, statistics::median, table};

use self::{build::Program, flavour::Flavour};

/// Functions in the generated program.
const FUNCTIONS: usize = 1_000;

/// What one flavour cost.
struct Cost {
    flavour: Flavour,
    cold: Vec<f64>,
    incremental: Vec<f64>,
    release: f64,
    size: u64,
    /// The size of the same program with one function.
    size_of_one: u64,
}

/// Builds everything, `rounds` times what is checked, and writes `docs/compile.md`.
pub(crate) fn write(rounds: usize) -> io::Result<()> {
    let mut costs = Flavour::ALL.map(|flavour| Cost {
        flavour,
        cold: Vec::new(),
        incremental: Vec::new(),
        release: 0.0,
        size: 0,
        size_of_one: 0,
    });
    let programs = Flavour::ALL.map(|flavour| Program::generate(flavour, FUNCTIONS));
    for program in programs.iter().flatten() {
        program.build_dependencies()?;
    }
    let programs = programs.into_iter().collect::<io::Result<Vec<_>>>()?;
    for round in 0..rounds {
        for (cost, program) in costs.iter_mut().zip(&programs) {
            cost.cold.push(program.cold_check()?);
            cost.incremental.push(program.check_after_an_edit(round)?);
        }
    }
    release(&mut costs, &programs)?;
    let docs = machine::workspace().join("docs");
    fs::create_dir_all(&docs)?;
    fs::write(docs.join("compile.md"), page(&costs, rounds))
}

/// Release builds, once each; every flavour must compute what bare computes.
fn release(costs: &mut [Cost], programs: &[Program]) -> io::Result<()> {
    let mut expected = None;
    for (cost, program) in costs.iter_mut().zip(programs) {
        // The small one first: it builds the dependencies.
        let one = Program::generate(cost.flavour, 1)?;
        cost.size_of_one = one.release()?.1;
        (cost.release, cost.size) = program.release()?;
        let printed = program.run()?;
        let expected = expected.get_or_insert_with(|| printed.clone());
        if *expected != printed {
            let name = cost.flavour.name();
            return Err(io::Error::other(format!("{name} changes what the program computes")));
        }
    }
    Ok(())
}

fn page(costs: &[Cost], rounds: usize) -> String {
    let heading = [
        "1,000 functions",
        "crate",
        "cold check, s",
        "over bare",
        "check after an edit, s",
        "over bare",
        "release build, s",
        "over bare",
        "binary, KiB",
        "bytes per function",
    ];
    let rows: Vec<Vec<String>> = costs.iter().map(|cost| row(cost, &costs[0])).collect();
    format!(
        "# What annotating costs the build\n\n\
         Made by `{command} -- compile` on {machine}.\n\n\
         A generated program of 1,000 functions of a few lines (sync and async, free functions and methods,\n\
         with and without `Result`), each annotated by the row's macro. Dependencies are built beforehand.\n\
         Seconds are processor time. Checks are medians of {rounds} interleaved rounds of `cargo check`, incremental as by default; the edit\n\
         changes one function's body. The binary is stripped; *bytes per function* leaves out the library that a\n\
         macro brings along, and the bare function. All rows print the same result.\n\n{table}",
        command = crate::COMMAND,
        machine = machine::describe(),
        table = table::markdown(&heading, &rows),
    )
}

fn row(cost: &Cost, bare: &Cost) -> Vec<String> {
    let (cold, edit) = (median(&cost.cold), median(&cost.incremental));
    vec![
        cost.flavour.name().to_owned(),
        cost.flavour.version().unwrap_or_default(),
        format!("{cold:.2}"),
        format!("{:.2}", cold / median(&bare.cold)),
        format!("{edit:.2}"),
        format!("{:.2}", edit / median(&bare.incremental)),
        format!("{:.1}", cost.release),
        format!("{:.2}", cost.release / bare.release),
        (cost.size / 1024).to_string(),
        per_function(cost, bare).to_string(),
    ]
}

/// Bytes of machine code and data that one more annotated function adds to
/// what a bare one adds.
fn per_function(cost: &Cost, bare: &Cost) -> i64 {
    let grown = |cost: &Cost| cost.size.cast_signed() - cost.size_of_one.cast_signed();
    let functions = i64::try_from(FUNCTIONS).expect("a thousand");
    (grown(cost) - grown(bare)) / (functions - 1)
}
