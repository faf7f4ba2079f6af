//! The switches of a real process: its own environment and working directory.

use std::{
    env, fs,
    path::Path,
    process::{Command, Output},
};

use telemetry_core::Telemetry;

#[path = "outside/copy.rs"]
mod copy;

use crate::copy::copy_program;

/// Set for the child: what it starts from is this process's test binary.
const CHILD: &str = "TELEMETRY_TEST_CHILD";

/// Not a test by itself: the child prints the status of its own world.
#[test]
fn child() {
    if env::var_os(CHILD).is_some() {
        for start in ["first", "second"] {
            let telemetry = Telemetry::builder("mydb", "1.0")
                .config_dir("config")
                .endpoint(ENDPOINT)
                .start()
                .expect("the settings are valid");
            println!("STATUS {} ({start} start)", telemetry.status());
        }
    }
}

fn child_output(directory: &Path, variables: &[(&str, &str)]) -> Output {
    let output = Command::new(env::current_exe().expect("a test has a program"))
        .args(["--exact", "child", "--nocapture"])
        .current_dir(directory)
        .env_clear()
        .env(CHILD, "1")
        .envs(variables.iter().copied())
        .output()
        .expect("the test binary runs");
    assert!(output.status.success(), "{output:?}");
    output
}

fn status(directory: &Path, variables: &[(&str, &str)]) -> String {
    let output = child_output(directory, variables);
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
    copy_program(&env::current_exe().expect("a test has a program"), &program);
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

/// What the child writes to a terminal, of which `script` makes one.
#[cfg(target_os = "linux")]
fn on_terminal(variables: &[(&str, &str)]) -> Option<String> {
    let program = env::current_exe().expect("a test has a program");
    let command = format!("{} --exact child --nocapture", program.display());
    let script = Command::new("script")
        .args(["-q", "-e", "-c", &command, "/dev/null"])
        .current_dir(env::temp_dir())
        .env_clear()
        .env("PATH", env::var_os("PATH").unwrap_or_default())
        .env("SHELL", "/bin/sh")
        .env(CHILD, "1")
        .envs(variables.iter().copied())
        .output();
    match script {
        Ok(output) => Some(String::from_utf8_lossy(&output.stdout).into_owned()),
        Err(error) => {
            assert!(env::var_os("CI").is_none(), "script is needed in CI: {error}");
            eprintln!("skipped: script does not run here: {error}");
            None
        }
    }
}

const ENDPOINT: &str = "https://telemetry.mydb.example";

/// What is sent, in the notice's words.
const WHAT: &str = "anonymized system facts, timings, counters and crash classes are sent";

/// Words of the notice that the status does not have.
const NOTICE: &str = "turn it off with MYDB__TELEMETRY_DISABLED=true";

#[cfg(target_os = "linux")]
#[test]
fn a_terminal_shows_the_notice_once_if_anything_will_be_sent() {
    let (Some(on), Some(off)) = (on_terminal(&[]), on_terminal(&[("DO_NOT_TRACK", "1")])) else {
        return;
    };
    assert!(on.contains("second start"), "{on}");
    assert_eq!(on.matches(NOTICE).count(), 1, "{on}");
    let notice = on.lines().find(|line| line.contains(NOTICE)).expect("it was counted");
    let status = on.lines().find(|line| line.contains("STATUS ")).expect("the child says it");
    let is_part = |c: char| c.is_ascii_hexdigit() || c == '-';
    let id = status.split(|c| !is_part(c)).find(|word| word.len() == 36);
    for part in [id.expect("the status has the id"), ENDPOINT, WHAT, "deletion token"] {
        assert!(notice.contains(part), "{part} is missing in {notice}");
    }
    assert!(off.contains("second start") && !off.contains(NOTICE), "{off}");
}

#[test]
fn a_pipe_shows_no_notice() {
    let output = child_output(&env::temp_dir(), &[]);
    assert!(!String::from_utf8_lossy(&output.stderr).contains(NOTICE), "{output:?}");
}
