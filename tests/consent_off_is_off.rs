//! Off is off, as the kernel sees it: between the start of a telemetry that is
//! off and its end there is no socket, no file written, no thread or process.

#![cfg(target_os = "linux")]

use std::{env, fs, process::Command};

use telemetry_core::{Telemetry, consent::Mode, report::DetailsLevel};

const CHILD: &str = "TELEMETRY_TEST_CHILD";
const BEGIN: &str = "/telemetry-test-begin";
const END: &str = "/telemetry-test-end";

/// Not a test by itself: a host that starts telemetry, is off, looks, and ends.
/// The two files do not exist; opening them marks the place in the trace.
#[test]
fn child() {
    if env::var_os(CHILD).is_none() {
        return;
    }
    assert!(fs::File::open(BEGIN).is_err());
    let telemetry = Telemetry::builder("mydb", "1.0")
        .config_dir("config")
        .endpoint("https://telemetry.mydb.example")
        .configuration(&3_u64)
        .section("numbers", || vec![1_u64, 2])
        .start()
        .expect("the settings are valid");
    assert_eq!(telemetry.mode(), Mode::Off);
    telemetry.recheck();
    let report = telemetry.report(DetailsLevel::MOST).expect("there is entropy");
    assert!(telemetry.seal(&report).to_json().is_ok(), "whoever runs the host can look");
    telemetry.disable();
    drop(telemetry);
    assert!(fs::File::open(END).is_err());
}

fn trace() -> Option<String> {
    let folder = tempfile::tempdir().expect("the temporary folder is writable");
    let file = folder.path().join("trace");
    let config = folder.path().join("config");
    fs::create_dir(&config).expect("the folder is ours");
    fs::write(config.join("config.yaml"), "telemetry_disabled: false").expect("it is ours");
    let traced = Command::new("strace")
        .args(["-f", "-e", "trace=network,openat,open,creat,clone,clone3,fork,vfork,execve", "-o"])
        .arg(&file)
        .arg(env::current_exe().expect("a test has a program"))
        .args(["--exact", "child", "--nocapture"])
        .env(CHILD, "1")
        .env("MYDB__TELEMETRY_DISABLED", "true")
        .current_dir(folder.path())
        .output();
    match traced {
        Ok(output) => {
            assert!(output.status.success(), "{output:?}");
            Some(fs::read_to_string(&file).expect("strace wrote it"))
        }
        Err(error) => {
            assert!(env::var_os("CI").is_none(), "strace is needed in CI: {error}");
            eprintln!("skipped: strace does not run here: {error}");
            None
        }
    }
}

/// The system calls between the two marks.
fn between_marks(trace: &str) -> Vec<&str> {
    let mut lines = trace.lines().skip_while(|line| !line.contains(BEGIN)).skip(1);
    let found: Vec<_> = lines.by_ref().take_while(|line| !line.contains(END)).collect();
    assert!(trace.contains(BEGIN) && trace.contains(END), "the marks are missing:\n{trace}");
    found
}

/// What a line does that off forbids.
fn offence(line: &str) -> bool {
    let call = line.split_whitespace().nth(1).unwrap_or_default();
    let opens = call.starts_with("open");
    let writes = ["O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC", "O_APPEND"];
    if opens { writes.iter().any(|flag| line.contains(flag)) } else { call.contains('(') }
}

#[test]
fn a_telemetry_that_is_off_opens_nothing_and_starts_nothing() {
    let Some(trace) = trace() else { return };
    let calls = between_marks(&trace);
    assert!(calls.iter().any(|line| line.contains("config.yaml")), "the switches were not read");
    let offences: Vec<_> = calls.into_iter().filter(|line| offence(line)).collect();
    assert!(offences.is_empty(), "{offences:#?}");
}

#[test]
fn an_offence_would_be_seen() {
    for line in [
        "12 socket(AF_INET, SOCK_STREAM, 0) = 3",
        "12 connect(3, {sa_family=AF_INET}, 16) = 0",
        "12 clone3({flags=CLONE_VM|CLONE_THREAD}, 88) = 13",
        "12 openat(AT_FDCWD, \"/tmp/spool\", O_WRONLY|O_CREAT, 0666) = 3",
    ] {
        assert!(offence(line), "{line}");
    }
    assert!(!offence(
        "12 openat(AT_FDCWD, \"config/config.yaml\", O_RDONLY|O_CLOEXEC) = -1 ENOENT"
    ));
    assert!(!offence("12 +++ exited with 0 +++"));
}
