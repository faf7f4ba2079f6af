//! What `examples/codesearch` shows and writes of its telemetry, and how each
//! switch turns it off.

#[path = "outside/example.rs"]
mod example;

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use example::example;
use serde_json::Value;

/// A word that no report may hold: folders, files and queries are named so.
const CANARY: &str = "zebrafish";

/// A folder of sources, one to write to, and the program with both.
struct Fixture {
    sources: tempfile::TempDir,
    results: tempfile::TempDir,
}

impl Fixture {
    fn new() -> Self {
        let sources = tempfile::Builder::new().prefix(CANARY).tempdir().expect("a folder");
        let folder = sources.path().join(format!("{CANARY}-crate"));
        fs::create_dir(&folder).expect("a folder");
        let text = format!("fn {CANARY}() {{}}\n");
        fs::write(folder.join(format!("{CANARY}.rs")), text).expect("a file");
        fs::write(folder.join("image.png"), "\0").expect("a file");
        Self { sources, results: tempfile::tempdir().expect("a folder") }
    }

    fn result(&self, name: &str) -> PathBuf {
        self.results.path().join(name)
    }

    fn run(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Output {
        let mut command = Command::new(example("codesearch"));
        command.env_clear().envs(environment.iter().copied()).stdin(Stdio::null());
        command.arg(self.sources.path()).args(["--seconds", "0", "-q", CANARY]).args(arguments);
        command.output().expect("the program starts")
    }
}

#[track_caller]
fn succeeds(output: &Output) -> (&str, &str) {
    let streams = [&output.stdout, &output.stderr].map(|b| str::from_utf8(b).expect("UTF-8"));
    assert!(output.status.success(), "{}", streams[1]);
    (streams[0], streams[1])
}

fn read(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).expect("the file")).expect("JSON")
}

#[test]
fn the_report_holds_no_name_and_the_raw_one_does() {
    let fixture = Fixture::new();
    let (sealed, raw) = (fixture.result("sealed.json"), fixture.result("raw.json"));
    let (sealed_file, raw_file) = (sealed.to_str().expect("UTF-8"), raw.to_str().expect("UTF-8"));
    let arguments = ["--report", sealed_file, "--report-raw", raw_file, "--details-level", "10"];
    let output = fixture.run(&arguments, &[]);
    let (stdout, _) = succeeds(&output);
    assert!(fs::read_to_string(&raw).expect("the file").contains(CANARY));
    assert!(!fs::read_to_string(&sealed).expect("the file").contains(CANARY));
    let (sealed, raw) = (read(&sealed), read(&raw));
    assert_eq!(sealed["report_id"], raw["report_id"], "one capture, in two forms");
    assert_eq!(raw["sections"]["intake"]["binary"], 1);
    let tag = sealed["sections"]["index"]["collections"][0]["name"].as_str().expect("a tag");
    assert_eq!(tag.len(), 16);
    assert!(stdout.contains(tag), "the report on the screen is the one in the file: {stdout}");
}

#[test]
fn its_reports_keep_to_the_published_schema() {
    let (mut schemas, mut compiler) = (boon::Schemas::new(), boon::Compiler::new());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/report.schema.json");
    compiler.add_resource("urn:codesearch", read(&path)).expect("it is added once");
    let index = compiler.compile("urn:codesearch", &mut schemas).expect("a schema");
    let fixture = Fixture::new();
    let file = fixture.result("sealed.json");
    for level in ["0", "1", "2", "10"] {
        let arguments = ["--report", file.to_str().expect("UTF-8"), "--details-level", level];
        succeeds(&fixture.run(&arguments, &[]));
        let report = read(&file);
        schemas.validate(&report, index).unwrap_or_else(|error| panic!("{error:#}\n{report:#}"));
        for place in ["", "/sections/index", "/configuration", "/performance/callsites/0"] {
            let mut changed = report.clone();
            let Some(object) = changed.pointer_mut(place) else { continue };
            object["surplus"] = Value::from(1);
            assert!(schemas.validate(&changed, index).is_err(), "{place} takes one more");
        }
    }
}

#[test]
fn the_snapshot_has_every_callsite_with_counts_and_quantiles() {
    let fixture = Fixture::new();
    let file = fixture.result("snapshot.json");
    succeeds(&fixture.run(&["--snapshot", file.to_str().expect("UTF-8")], &[]));
    let snapshot = read(&file);
    let find = |name: &str| {
        let callsites = snapshot["callsites"].as_array().expect("a list");
        callsites.iter().find(|site| site["name"] == name).expect(name)
    };
    let read_source = find("codesearch::files::source::read_source");
    let counts = ["calls", "ok", "errors", "panics", "in_flight"].map(|key| &read_source[key]);
    assert_eq!(counts, [2, 1, 1, 0, 0].map(Value::from).each_ref(), "one is binary");
    assert_eq!(find("codesearch::engine::db::Db::commit")["ok"], 1);
    let search = &find("codesearch::engine::db::Db::search")["duration"];
    assert_eq!(search["count"], 1);
    assert!(search["p50"].as_u64() <= search["p99"].as_u64(), "{search}");
    assert!(search["p50"].as_u64() > Some(0), "{search}");
}

#[test]
fn any_switch_turns_it_off_and_is_named() {
    let fixture = Fixture::new();
    let endpoint = ["--endpoint", "http://127.0.0.1:9"];
    let on = fixture.run(&endpoint, &[]);
    assert!(succeeds(&on).0.contains("telemetry is on"), "{on:?}");
    fs::write(fixture.result("config.yaml"), "telemetry_disabled: true\n").expect("a file");
    let folder = fixture.results.path().to_str().expect("UTF-8");
    for (arguments, environment, source) in [
        (&["--disable-telemetry"][..], &[][..], "--disable-telemetry"),
        (&[], &[("CODESEARCH__TELEMETRY_DISABLED", "true")], "CODESEARCH__TELEMETRY_DISABLED"),
        (&[], &[("DO_NOT_TRACK", "1")], "DO_NOT_TRACK"),
        (&["--config-dir", folder], &[], "config.yaml"),
        (&[], &[("CI", "true")], "CI"),
    ] {
        let output = fixture.run(&[&endpoint, arguments].concat(), environment);
        let (stdout, _) = succeeds(&output);
        let status = stdout.lines().last().expect("a status line");
        assert!(status.starts_with("telemetry is off, decided by "), "{status}");
        assert!(status.contains(source), "{source} is not in: {status}");
        assert!(stdout.contains("engine::db::Db::commit"), "recording goes on: {stdout}");
    }
}

#[test]
fn a_switch_that_makes_no_sense_turns_it_off_with_a_warning() {
    let fixture = Fixture::new();
    fs::write(fixture.result("config.yaml"), "telemetry_disabled: [\n").expect("a file");
    let folder = fixture.results.path().to_str().expect("UTF-8");
    for (arguments, environment, place) in [
        (&[][..], &[("CODESEARCH__TELEMETRY_DISABLED", "maybe")][..], "TELEMETRY_DISABLED"),
        (&["--config-dir", folder], &[], "config.yaml"),
    ] {
        let output = fixture.run(arguments, environment);
        let (stdout, stderr) = succeeds(&output);
        assert!(stderr.contains(place), "{place} is not in: {stderr}");
        assert!(stdout.contains("telemetry is off"), "{stdout}");
    }
}

#[test]
fn a_file_that_cannot_be_written_is_named_before_the_work_starts() {
    let fixture = Fixture::new();
    let file = fixture.result("no/such/folder.json");
    for option in ["--report", "--report-raw", "--snapshot"] {
        let output = fixture.run(&[option, file.to_str().expect("UTF-8")], &[]);
        let stderr = str::from_utf8(&output.stderr).expect("UTF-8");
        assert_eq!(output.status.code(), Some(1), "{stderr}");
        assert!(stderr.contains(&format!("codesearch: {}: ", file.display())), "{stderr}");
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn the_subcommand_shows_the_mode_and_sends_nothing() {
    let mut command = Command::new(example("codesearch"));
    command.env_clear().env("DO_NOT_TRACK", "1").args(["telemetry", "status"]);
    let output = command.output().expect("the program starts");
    let (stdout, stderr) = succeeds(&output);
    assert!(stdout.starts_with("mode           off\n"), "{stdout}");
    assert!(stdout.contains("DO_NOT_TRACK"), "{stdout}");
    assert!(stderr.is_empty(), "{stderr}");
}

#[test]
fn an_endpoint_that_is_no_address_is_an_error() {
    let output = Fixture::new().run(&["--endpoint", "storage"], &[]);
    let stderr = str::from_utf8(&output.stderr).expect("UTF-8");
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert!(stderr.contains("endpoint: expected a URL"), "{stderr}");
}
