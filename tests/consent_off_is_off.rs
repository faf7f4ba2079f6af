//! Off is off, as the kernel sees it: between the start of a telemetry that is
//! off and its end there is no socket, no name look-up, no file written, no thread
//! or process, and no packet.

#![cfg(target_os = "linux")]

use std::{
    env, fs, panic,
    path::{Path, PathBuf},
    process::{Command, Output},
    thread,
    time::Duration,
};

use telemetry_core::{
    Telemetry,
    consent::{Environment, Mode},
    report::DetailsLevel,
};

#[path = "outside/find.rs"]
mod find;
#[path = "outside/namespace.rs"]
mod namespace;
#[path = "outside/reporting.rs"]
mod reporting;

use crate::{find::find, namespace::in_namespaces, reporting::reporting_to};

/// Set for the child: where it is to report to.
const CHILD: &str = "OFF_IS_OFF_ENDPOINT";

/// Set for the child: the mode that it must be in.
const EXPECTED: &str = "OFF_IS_OFF_MODE";

/// Set for the child: the program itself allows no more than this.
const LOCAL: &str = "OFF_IS_OFF_LOCAL";

const BEGIN: &str = "/telemetry-test-begin";
const END: &str = "/telemetry-test-end";

/// Not a test by itself: a host that starts telemetry, panics, looks at
/// everything, and ends. The two files do not exist; opening them marks the place
/// in the trace.
#[test]
fn child() {
    let Ok(endpoint) = env::var(CHILD) else { return };
    assert!(fs::File::open(BEGIN).is_err());
    let telemetry = reporting_to(endpoint)
        .environment(Environment::of_process())
        .at_most(if env::var_os(LOCAL).is_some() { Mode::Local } else { Mode::On })
        .config_dir("config")
        .interval(Duration::from_millis(20))
        .configuration(&3_u64)
        .section("numbers", || vec![1_u64, 2])
        .start()
        .expect("the settings are valid");
    assert_eq!(telemetry.mode().to_string(), env::var(EXPECTED).unwrap_or_default());
    // Time in which one that is on tries to send, on a busy machine too.
    let mut waited = 0;
    while waited < 5 || telemetry.mode() == Mode::On && !has_tried(&telemetry) {
        assert!(waited < 3000, "it is on and does not try to send");
        thread::sleep(Duration::from_millis(20));
        waited += 1;
    }
    panic::catch_unwind(|| panic!("a literal")).expect_err("it panics");
    telemetry.flush(Duration::from_millis(100));
    look(&telemetry);
    drop(telemetry);
    assert!(fs::File::open(END).is_err());
}

fn has_tried(telemetry: &Telemetry) -> bool {
    telemetry.upload_status().failed_attempts > 0
}

/// Whoever runs the host can look in every mode.
fn look(telemetry: &Telemetry) {
    let report = telemetry.report(DetailsLevel::MOST).expect("there is entropy");
    assert!(telemetry.seal(&report).to_json().is_ok());
    assert!(telemetry.next_report().is_ok());
    telemetry.recheck();
}

/// The child in a folder of its own, with an own home and a configuration that
/// says nothing; the folder goes when this is dropped.
struct World(tempfile::TempDir);

impl World {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("the temporary folder is writable");
        fs::create_dir(folder.path().join("config")).expect("the folder is ours");
        let world = Self(folder);
        world.configure("telemetry_disabled: false");
        world
    }

    fn configure(&self, text: &str) {
        fs::write(self.0.path().join("config/config.yaml"), text).expect("the folder is ours");
    }

    /// Where crashes wait by default.
    fn spool(&self) -> PathBuf {
        self.0.path().join(".local/state/mydb/crashes")
    }

    fn run(&self, command: &mut Command, mode: &str, variables: &[(&str, &str)]) -> Output {
        let output = command
            .args(["child", "--exact", "--nocapture"])
            .current_dir(self.0.path())
            .env_clear()
            .env("HOME", self.0.path())
            .env(CHILD, "http://telemetry.mydb.example")
            .env(EXPECTED, mode)
            .envs(variables.iter().copied())
            .output()
            .expect("it runs");
        assert!(output.status.success(), "{output:?}");
        output
    }
}

/// The system calls between the marks, or nothing without strace.
fn traced(world: &World, mode: &str, variables: &[(&str, &str)]) -> Option<Vec<String>> {
    let strace = find("strace", "strace")?;
    let log = tempfile::NamedTempFile::new().expect("the temporary folder is writable");
    let calls = "trace=network,open,openat,openat2,creat,mkdir,mkdirat,rename,renameat,renameat2,\
                 link,linkat,symlink,symlinkat,truncate,mknod,mknodat,clone,clone3,fork,vfork,execve";
    let mut command = Command::new(strace);
    command.args(["-f", "-qq", "-e", calls, "-o"]).arg(log.path()).arg(this_program());
    world.run(&mut command, mode, variables);
    let trace = fs::read_to_string(log.path()).expect("strace wrote it");
    assert!(trace.contains(BEGIN) && trace.contains(END), "the marks are missing:\n{trace}");
    let inside = trace.lines().skip_while(|line| !line.contains(BEGIN)).skip(1);
    Some(inside.take_while(|line| !line.contains(END)).map(str::to_owned).collect())
}

fn this_program() -> PathBuf {
    env::current_exe().expect("a test has a program")
}

/// What a line of the trace does that off forbids.
fn offence(line: &str) -> bool {
    let call = line.split_whitespace().nth(1).unwrap_or_default();
    let writes = ["O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC", "O_APPEND"];
    let looks_up = ["/etc/hosts", "/etc/resolv.conf", "/etc/nsswitch.conf", "/etc/gai.conf"];
    let contains = |parts: &[&str]| parts.iter().any(|part| line.contains(part));
    if call.starts_with("open") {
        contains(&writes) || contains(&looks_up)
    } else {
        call.contains('(')
    }
}

fn offences(calls: &[String]) -> Vec<&String> {
    calls.iter().filter(|line| offence(line)).collect()
}

#[test]
fn off_opens_no_socket_writes_no_file_and_starts_no_thread_whoever_said_it() {
    for (variables, config) in [
        (&[("MYDB__TELEMETRY_DISABLED", "true")][..], ""),
        (&[("DO_NOT_TRACK", "1")], ""),
        (&[("GITLAB_CI", "true")], ""),
        (&[("DYNO", "web.1")], ""),
        (&[("MYDB_TELEMETRY__DISABLED", "yes")], ""),
        (&[], "telemetry_disabled: true"),
        (&[], "telemetry_disabled: [broken"),
    ] {
        let world = World::new();
        world.configure(config);
        let Some(calls) = traced(&world, "off", variables) else { return };
        assert!(
            calls.iter().any(|line| line.contains("config.yaml")),
            "the switches were not read"
        );
        assert!(offences(&calls).is_empty(), "{variables:?} {config}: {:#?}", offences(&calls));
        assert!(!world.spool().exists());
    }
}

#[test]
fn local_opens_no_socket_writes_no_file_and_starts_no_thread() {
    let world = World::new();
    let Some(calls) = traced(&world, "local", &[(LOCAL, "1")]) else { return };
    assert!(offences(&calls).is_empty(), "{:#?}", offences(&calls));
    assert!(!world.spool().exists());
}

/// The negative control: the same child, on, does all of it.
#[test]
fn an_offence_would_be_seen() {
    let Some(calls) = traced(&World::new(), "on", &[]) else { return };
    let offences = offences(&calls);
    for what in ["clone", "socket(", "/etc/", ".crash-part\", O_WRONLY", "mkdir"] {
        assert!(offences.iter().any(|call| call.contains(what)), "{what}: {offences:#?}");
    }
}

#[test]
fn turning_it_off_purges_the_crashes_of_earlier_runs() {
    let world = World::new();
    world.run(&mut Command::new(this_program()), "on", &[]);
    assert!(has_crash(&world.spool()), "a crash waits");
    world.run(&mut Command::new(this_program()), "off", &[("DO_NOT_TRACK", "1")]);
    assert!(!world.spool().exists());
}

fn has_crash(spool: &Path) -> bool {
    let files = fs::read_dir(spool).into_iter().flatten().flatten();
    files.into_iter().any(|file| file.path().extension().is_some_and(|e| e == "crash"))
}

/// Packets in a network of the child's own; nothing where that is not allowed.
fn packets(variables: &[(&str, &str)]) -> Option<u64> {
    let here = [(CHILD, "http://127.0.0.1:9")];
    let all = [&here, variables].concat();
    let output = in_namespaces(&["--net"], "ip link set lo up", "cat /proc/net/dev", &all)?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let line = text.lines().find_map(|line| line.trim_start().strip_prefix("lo:"));
    let received = line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok());
    Some(received.unwrap_or_else(|| panic!("no lo in {text}")))
}

#[test]
fn off_sends_no_packet_and_needs_no_network() {
    let Some(on) = packets(&[(EXPECTED, "on")]) else { return };
    assert!(on > 0, "packets are counted");
    assert_eq!(packets(&[(EXPECTED, "off"), ("DO_NOT_TRACK", "1")]), Some(0));
    assert_eq!(packets(&[(EXPECTED, "local"), (LOCAL, "1")]), Some(0));
}
