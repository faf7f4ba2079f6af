//! Off means: no thread, no socket, no name look-up, no file; seen by the kernel.
#![expect(clippy::unwrap_used, reason = "a helper that fails here fails the test")]

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use telemetry_core::{Telemetry, consent::Mode, upload::Proxy};

const CHILD: &str = "OFF_IS_OFF_CHILD";

/// Not a test by itself: a program that starts telemetry, panics, and ends. The
/// marks tell which system calls came from telemetry.
#[test]
fn child() {
    let Ok(spool) = std::env::var(CHILD) else { return };
    mark("begin");
    let telemetry = Telemetry::builder("mydb", "1.2.3")
        .endpoint("http://telemetry.mydb.example")
        .proxy(Proxy::None)
        .grace(Duration::ZERO)
        .interval(Duration::from_millis(20))
        .spool_dir(&spool)
        .start()
        .unwrap();
    thread::sleep(Duration::from_millis(200));
    std::panic::catch_unwind(|| panic!("a literal")).unwrap_err();
    telemetry.flush(Duration::from_millis(100));
    let is_off = telemetry.mode() == Mode::Off;
    drop(telemetry);
    mark("end");
    assert_eq!(is_off, std::env::var_os("DO_NOT_TRACK").is_some());
}

/// Shows up in the trace as an attempt to open a file of this name.
fn mark(name: &str) {
    fs::File::open(format!("/nowhere/{name}")).unwrap_err();
}

/// The system calls between the marks, or nothing without strace.
fn traced(variables: &[(&str, &str)], spool: &Path) -> Option<Vec<String>> {
    let log = tempfile::NamedTempFile::new().unwrap();
    let started = Command::new("strace")
        .args(["-f", "-qq", "-e", "trace=network,openat,open,creat,clone,clone3,fork,vfork"])
        .arg("-o")
        .arg(log.path())
        .arg(std::env::current_exe().unwrap())
        .args(["child", "--exact", "--nocapture"])
        .env_clear()
        .env(CHILD, spool)
        .envs(variables.iter().copied())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    let Ok(status) = started else {
        assert!(std::env::var_os("CI").is_none(), "CI needs strace");
        eprintln!("SKIPPED: no strace, so nobody saw what off does");
        return None;
    };
    assert!(status.success(), "{}", fs::read_to_string(log.path()).unwrap());
    let text = fs::read_to_string(log.path()).unwrap();
    let between = text
        .lines()
        .skip_while(|line| !line.contains("/nowhere/begin"))
        .skip(1)
        .take_while(|line| !line.contains("/nowhere/end"));
    Some(between.map(str::to_owned).collect())
}

fn writes(call: &str) -> bool {
    ["O_WRONLY", "O_RDWR", "O_CREAT", "creat("].iter().any(|flag| call.contains(flag))
}

fn is_network_or_thread(call: &str) -> bool {
    ["socket", "connect", "sendto", "sendmsg", "bind", "clone", "fork"]
        .iter()
        .any(|name| call.contains(&format!(" {name}")) || call.starts_with(name))
}

#[test]
fn off_opens_no_socket_writes_no_file_and_starts_no_thread() {
    let folder = tempfile::tempdir().unwrap();
    let spool = folder.path().join("s");
    let Some(calls) = traced(&[("DO_NOT_TRACK", "1")], &spool) else { return };
    let bad: Vec<_> = calls.iter().filter(|c| writes(c) || is_network_or_thread(c)).collect();
    assert!(bad.is_empty(), "{bad:#?}");
    assert!(!spool.exists());
}

/// The negative control: the same child, on, does all of it.
#[test]
fn the_trace_would_show_it() {
    let folder = tempfile::tempdir().unwrap();
    let spool = folder.path().join("s");
    let Some(calls) = traced(&[], &spool) else { return };
    for what in ["clone", "socket", "/s/"] {
        assert!(calls.iter().any(|call| call.contains(what)), "{what}: {calls:#?}");
    }
    assert!(calls.iter().any(|call| writes(call)), "{calls:#?}");
}

#[test]
fn turning_it_off_purges_the_crashes_of_earlier_runs() {
    let folder = tempfile::tempdir().unwrap();
    let spool = folder.path().join("s");
    fs::create_dir(&spool).unwrap();
    let left = spool.join("0123456789abcdef0123456789abcdef.crash");
    fs::write(&left, "{}").unwrap();
    let status = Command::new(std::env::current_exe().unwrap())
        .args(["child", "--exact"])
        .env_clear()
        .env(CHILD, &spool)
        .env("DO_NOT_TRACK", "1")
        .stdout(Stdio::null())
        .status()
        .unwrap();
    assert!(status.success());
    assert!(!spool.exists());
}

/// In a network namespace of its own even a loopback socket would fail; off does
/// not notice.
#[test]
fn off_needs_no_network_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let started = Command::new("unshare")
        .args(["--net", "--map-root-user"])
        .arg(std::env::current_exe().unwrap())
        .args(["child", "--exact"])
        .env(CHILD, folder.path())
        .env("DO_NOT_TRACK", "1")
        .stdout(Stdio::null())
        .output();
    match started {
        Ok(output) if output.status.success() => {}
        Ok(output) if String::from_utf8_lossy(&output.stderr).contains("unshare") => {
            eprintln!("SKIPPED: the kernel allows no network namespace here");
        }
        Ok(output) => panic!("{}", String::from_utf8_lossy(&output.stderr)),
        Err(error) => eprintln!("SKIPPED: no unshare: {error}"),
    }
}
