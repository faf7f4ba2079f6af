//! The ready subcommand, as a host's own command line runs it.

use std::{fs, path::Path};

use clap::Parser;
use serde_json::Value;
use telemetry_core::{ErrorKind, Telemetry, TelemetryArgs, TelemetryCommand, consent::Environment};

#[derive(Debug, Parser)]
struct Cli {
    #[command(flatten)]
    telemetry: TelemetryArgs,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    #[command(subcommand)]
    Telemetry(TelemetryCommand),
}

fn telemetry(args: &TelemetryArgs, config: &Path) -> Telemetry {
    Telemetry::builder("mydb", "1.0")
        .environment(Environment::empty())
        .args(args)
        .config_dir(config)
        .endpoint("https://telemetry.mydb.example")
        .configuration(&String::from("swordfish"))
        .inspect()
        .expect("the settings are valid")
}

fn run_in(config: &Path, line: &[&str]) -> Result<String, telemetry_core::Error> {
    let cli = Cli::try_parse_from([&["mydb", "telemetry"], line].concat()).expect("it parses");
    let Command::Telemetry(command) = cli.command;
    let mut text = Vec::new();
    command.run(&telemetry(&cli.telemetry, config), &mut text)?;
    Ok(String::from_utf8(text).expect("it writes text"))
}

fn run(line: &[&str]) -> String {
    run_in(Path::new("/nonexistent"), line).expect("the command succeeds")
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("it is JSON")
}

#[test]
fn status_names_mode_source_and_endpoint() {
    let text = run(&["status", "--disable-telemetry"]);
    for part in ["mode           off", "--disable-telemetry", "https://telemetry.mydb.example"] {
        assert!(text.contains(part), "{part} is missing in\n{text}");
    }
    assert_eq!(json(&run(&["status", "--json"]))["mode"], "on");
}

#[test]
fn preview_is_sealed_unless_raw_is_asked_for() {
    assert!(!run(&["preview"]).contains("swordfish"));
    assert!(run(&["preview", "--raw"]).contains("swordfish"));
    assert_eq!(json(&run(&["preview"]))["details_level"], 2);
    assert_eq!(json(&run(&["preview", "--details-level", "0"]))["details_level"], 0);
    let exact = run(&["preview", "--exact"]);
    assert!(json(&exact).is_object() && !exact.contains('\n'), "{exact}");
}

#[test]
fn preview_works_while_telemetry_is_off() {
    assert!(json(&run(&["preview", "--disable-telemetry"])).is_object());
}

#[test]
fn diff_lists_what_changes_and_counts_the_rest() {
    let text = run(&["diff"]);
    assert!(text.contains("/configuration  \"swordfish\" leaves as \""), "{text}");
    assert!(text.contains("further values leave as they are"), "{text}");
    assert!(run(&["diff", "--all"]).contains("/app/name  \"mydb\" leaves as it is"));
}

#[test]
fn disable_writes_the_switch_into_the_configuration() {
    let folder = tempfile::tempdir().expect("the temporary folder is writable");
    let text = run_in(folder.path(), &["disable"]).expect("the folder is ours");
    let file = folder.path().join("config.yaml");
    assert!(text.contains(&file.display().to_string()), "{text}");
    assert_eq!(fs::read_to_string(file).expect("it was written"), "telemetry_disabled: true\n");
    let status = run_in(folder.path(), &["status", "--json"]).expect("the command succeeds");
    assert_eq!(json(&status)["source"]["kind"], "config");
}

#[test]
fn disable_without_a_place_to_write_says_so() {
    let error = run_in(Path::new("/nonexistent"), &["disable"]).expect_err("nowhere to write");
    assert_eq!(error.kind(), ErrorKind::InvalidSetting);
}

#[test]
fn a_level_that_does_not_exist_is_refused() {
    let line = ["mydb", "telemetry", "preview", "--details-level", "11"];
    let error = Cli::try_parse_from(line).expect_err("the highest is 10");
    assert!(error.to_string().contains("from 0 to 10"), "{error}");
}
