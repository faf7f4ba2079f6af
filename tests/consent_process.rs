//! The switches of a real process: its own environment and working directory.

use std::{
    env, fs,
    path::Path,
    process::{Command, Output},
};

use telemetry_core::Telemetry;

/// Set for the child: what it starts from is this process's test binary.
const CHILD: &str = "TELEMETRY_TEST_CHILD";

/// Not a test by itself: the child prints the status of its own world.
#[test]
fn child() {
    if env::var_os(CHILD).is_some() {
        let telemetry = Telemetry::builder("mydb", "1.0")
            .config_dir("config")
            .endpoint("https://telemetry.mydb.example")
            .start()
            .expect("the settings are valid");
        println!("STATUS {}", telemetry.status());
    }
}

fn status(directory: &Path, variables: &[(&str, &str)]) -> String {
    let output: Output = Command::new(env::current_exe().expect("a test has a program"))
        .args(["--exact", "child", "--nocapture"])
        .current_dir(directory)
        .env_clear()
        .env(CHILD, "1")
        .envs(variables.iter().copied())
        .output()
        .expect("the test binary runs");
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8(output.stdout).expect("it prints text");
    let line = text.lines().find_map(|line| line.split_once("STATUS ").map(|found| found.1));
    line.unwrap_or_else(|| panic!("no status in {text}")).to_owned()
}

#[test]
fn the_variables_of_the_process_are_read() {
    let here = env::temp_dir();
    assert!(status(&here, &[]).starts_with("telemetry is on, decided by the default"));
    for name in ["MYDB__TELEMETRY_DISABLED", "MYDB_TELEMETRY_DISABLED", "DO_NOT_TRACK"] {
        let expected = format!("telemetry is off, decided by environment variable {name}");
        assert!(status(&here, &[(name, "1")]).starts_with(&expected), "{name}");
    }
    assert!(status(&here, &[("CI", "true")]).contains("continuous integration"));
}

#[test]
fn a_relative_configuration_directory_is_found_in_the_working_directory() {
    let folder = tempfile::tempdir().expect("the temporary folder is writable");
    let config = folder.path().join("config");
    fs::create_dir(&config).expect("the folder is ours");
    fs::write(config.join("production.yaml"), "telemetry_disabled: true").expect("it is ours");
    let status = status(folder.path(), &[]);
    assert!(status.contains("config/production.yaml: telemetry_disabled"), "{status}");
}

#[test]
fn a_configuration_directory_beside_the_program_is_found_from_anywhere() {
    let folder = tempfile::tempdir().expect("the temporary folder is writable");
    let config = folder.path().join("config");
    fs::create_dir(&config).expect("the folder is ours");
    fs::write(config.join("config.yaml"), "telemetry_disabled: true").expect("it is ours");
    let program = folder.path().join("mydb");
    fs::copy(env::current_exe().expect("a test has a program"), &program).expect("it is ours");
    let output = Command::new(&program)
        .args(["--exact", "child", "--nocapture"])
        .current_dir(env::temp_dir())
        .env_clear()
        .env(CHILD, "1")
        .output()
        .expect("the copy runs");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(text.contains("telemetry is off, decided by"), "{text}");
    assert!(text.contains("config/config.yaml: telemetry_disabled"), "{text}");
}
