//! Every switch through the public builder, with real files.

use std::{fs, path::Path};

use telemetry_core::{
    Telemetry, TelemetryBuilder,
    consent::{Environment, Mode, Source, SourceKind},
};
use tempfile::TempDir;

/// A telemetry that would send, were it not for what a test adds.
fn open() -> TelemetryBuilder {
    with(Environment::empty())
}

fn with(environment: Environment) -> TelemetryBuilder {
    Telemetry::builder("mydb", "1.0")
        .env_prefix("MYDB")
        .environment(environment)
        .endpoint("https://telemetry.mydb.example")
}

fn start(builder: TelemetryBuilder) -> Telemetry {
    builder.start().expect("the settings are valid")
}

fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().expect("the temporary folder is writable");
    for (name, bytes) in files {
        fs::write(folder.path().join(name), bytes).expect("the folder is ours");
    }
    folder
}

fn mode_of_files(files: &[(&str, &[u8])]) -> Mode {
    start(open().config_dir(folder(files).path())).mode()
}

#[test]
fn without_a_word_from_anybody_telemetry_is_on() {
    let status = start(open()).status();
    assert_eq!((status.mode(), status.source().kind()), (Mode::On, SourceKind::Default));
}

#[test]
fn each_configuration_file_turns_telemetry_off_whatever_the_others_say() {
    let (off, on) =
        (b"telemetry_disabled: true".as_slice(), b"telemetry_disabled: false".as_slice());
    assert_eq!(mode_of_files(&[("config.yaml", on), ("production.yaml", on)]), Mode::On);
    assert_eq!(mode_of_files(&[("config.yaml", off), ("production.yaml", on)]), Mode::Off);
    assert_eq!(mode_of_files(&[("config.yaml", on), ("production.yaml", off)]), Mode::Off);
    assert_eq!(mode_of_files(&[("config.yml", off)]), Mode::Off);
}

#[test]
fn a_false_in_the_environment_does_not_override_a_file() {
    let folder = folder(&[("config.yaml", b"telemetry_disabled: true")]);
    let environment = Environment::empty().with("MYDB__TELEMETRY_DISABLED", "false");
    let status = start(with(environment).config_dir(folder.path())).status();
    assert_eq!(status.mode(), Mode::Off);
    let place = status.source().place();
    assert!(place.ends_with("config.yaml: telemetry_disabled"), "{place}");
}

#[test]
fn a_file_that_cannot_be_read_turns_telemetry_off_and_is_named() {
    let named = |path: &Path| {
        let status = start(open().config_file(path)).status();
        assert_eq!(status.mode(), Mode::Off, "{}", path.display());
        let warning = status.decision().warnings().join("\n");
        assert!(warning.contains(&path.display().to_string()), "{warning}");
    };
    let folder = folder(&[("bytes.yaml", b"a: \xff"), ("broken.yaml", b"a: [1,\n")]);
    for name in ["bytes.yaml", "broken.yaml", "missing.yaml"] {
        named(&folder.path().join(name));
    }
    // A folder in place of the file is unreadable even for root.
    named(folder.path());
    let in_folder = tempfile::tempdir().expect("the temporary folder is writable");
    fs::create_dir(in_folder.path().join("config.yaml")).expect("the folder is ours");
    assert_eq!(start(open().config_dir(in_folder.path())).mode(), Mode::Off);
}

#[test]
fn a_configuration_directory_that_is_missing_says_nothing() {
    let folder = folder(&[]);
    assert_eq!(start(open().config_dir(folder.path().join("none"))).mode(), Mode::On);
    let file = folder.path().join("file");
    fs::write(&file, "").expect("the folder is ours");
    assert_eq!(start(open().config_dir(&file)).mode(), Mode::On);
}

#[cfg(target_os = "linux")]
#[test]
fn a_path_that_is_not_unicode_is_a_path() {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt};
    let outer = folder(&[]);
    let inner = outer.path().join(OsStr::from_bytes(b"c\xff"));
    fs::create_dir(&inner).expect("the folder is ours");
    fs::write(inner.join("config.yaml"), "telemetry_disabled: true").expect("it is ours");
    assert_eq!(start(open().config_dir(&inner)).mode(), Mode::Off);
}

#[test]
fn the_option_turns_telemetry_off() {
    let status = start(open().args(true)).status();
    assert_eq!((status.mode(), status.source().kind()), (Mode::Off, SourceKind::Argument));
}

#[test]
fn a_job_turns_telemetry_off_by_default() {
    let status = start(with(Environment::empty().with("CI", "true"))).status();
    assert_eq!(status.mode(), Mode::Off);
    assert_eq!(status.source().kind(), SourceKind::ContinuousIntegration);
}

#[test]
fn every_source_that_says_off_is_listed() {
    let environment = Environment::empty().with("DO_NOT_TRACK", "1").with("CI", "1");
    let status = start(with(environment).args(true)).status();
    assert_eq!(status.source().place(), "environment variable DO_NOT_TRACK");
    let also: Vec<_> = status.decision().also().iter().map(Source::kind).collect();
    assert_eq!(also, [SourceKind::Argument, SourceKind::ContinuousIntegration]);
    assert!(status.to_string().contains("decided by environment variable DO_NOT_TRACK, also"));
}

#[test]
fn the_prefix_comes_from_the_name_unless_it_is_given() {
    let environment = Environment::empty().with("MY_DB__TELEMETRY_DISABLED", "true");
    let telemetry = Telemetry::builder("my-db", "1.0").environment(environment);
    assert_eq!(start(telemetry).mode(), Mode::Off);
}

#[test]
fn disabling_at_run_time_holds() {
    let telemetry = start(open());
    telemetry.disable();
    assert_eq!((telemetry.mode(), telemetry.recheck()), (Mode::Off, Mode::Off));
    assert_eq!(telemetry.status().source().kind(), SourceKind::Api);
}

#[test]
fn a_switch_turned_while_running_counts_at_the_next_check() {
    let folder = folder(&[]);
    let telemetry = start(open().config_dir(folder.path()));
    assert_eq!(telemetry.recheck(), Mode::On);
    let file = folder.path().join("production.yaml");
    fs::write(&file, "telemetry_disabled: true").expect("the folder is ours");
    assert_eq!(telemetry.recheck(), Mode::Off);
    fs::remove_file(&file).expect("the folder is ours");
    assert_eq!(telemetry.recheck(), Mode::Off, "what was off stays off until the next start");
}

#[test]
fn disabling_in_the_configuration_holds_for_the_next_start() {
    let folder = folder(&[("config.yaml", b"# ours\nhost: x\n")]);
    let file = start(open().config_dir(folder.path())).disable_in_config().expect("it is ours");
    let text = fs::read_to_string(file).expect("it was written");
    assert_eq!(text, "# ours\nhost: x\ntelemetry_disabled: true\n");
    assert_eq!(start(open().config_dir(folder.path())).mode(), Mode::Off);
}

#[test]
fn the_status_serializes() {
    let json = serde_json::to_value(start(open().args(true)).status()).expect("it serializes");
    assert_eq!(json["mode"], "off");
    assert_eq!(json["source"]["kind"], "argument");
    assert_eq!(json["endpoint"], "https://telemetry.mydb.example");
    assert!(json["id"].as_str().is_some_and(|id| id.len() == 36), "{json}");
}
