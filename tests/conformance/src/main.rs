//! `cargo run -p telemetry-conformance -- [--quick | NAME…] [--write]`: see the README.

use std::{
    env, fs,
    io::{self, Write},
    path::Path,
    process::ExitCode,
};

use telemetry_conformance::{
    Failed, conform,
    document::Document,
    list::{Foreign, LIST},
    source::Workshop,
};

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            let _ = writeln!(io::stderr(), "{error}");
            ExitCode::FAILURE
        }
    }
}

/// Whether all functions of all chosen crates were accepted, and nothing else changed.
fn run() -> Result<bool, Failed> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let given = |name: &str| arguments.iter().any(|argument| argument == name);
    let named = arguments.iter().any(|argument| !argument.starts_with("--"));
    let chosen = |foreign: &&Foreign| match (named, given("--quick")) {
        (true, _) => given(foreign.name),
        (false, quick) => foreign.quick || !quick,
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let workshop = Workshop::new(&root, &root.join("target/conformance"))?;
    let written = root.join("docs/conformance.md");
    let (mut runs, mut good) = (0, true);
    for foreign in LIST.iter().filter(chosen) {
        let folder = workshop.copy(foreign, &workshop.fetch(foreign)?)?;
        let outcome = conform::conform(foreign, &folder, &workshop.target())?;
        write!(io::stdout(), "{outcome}")?;
        if given("--write") {
            let mut document = Document::read(&fs::read_to_string(&written)?);
            document.put(&outcome);
            fs::write(&written, document.to_string())?;
        }
        runs += 1;
        good &= outcome.is_perfect();
    }
    Ok(runs > 0 && good)
}
