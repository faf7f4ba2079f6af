//! What is on disk: crashes, and nothing that names the instance; after the
//! harshest end, and as the kernel saw it.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a helper that fails here fails the test")]

use std::{
    env,
    ffi::OsStr,
    fs, panic,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use test_collector::{Behaviour, Collector};

#[path = "outside/find.rs"]
mod find;
#[path = "outside/reporting.rs"]
mod reporting;

use crate::{find::find, reporting::reporting_to};

const ENDPOINT: &str = "UPLOAD_FILES_ENDPOINT";

/// Not a test by itself: a program that cannot deliver its reports, crashes now
/// and then, and is looked at; it says who it is and ends without a goodbye.
#[test]
fn child() {
    let Ok(endpoint) = env::var(ENDPOINT) else { return };
    let telemetry = reporting_to(endpoint)
        .environment(telemetry_core::consent::Environment::of_process())
        .interval(Duration::from_millis(20))
        .start()
        .unwrap();
    while telemetry.upload_status().failed_attempts < 5 {
        panic::catch_unwind(|| panic!("a literal")).unwrap_err();
        telemetry.next_report().unwrap();
        thread::sleep(Duration::from_millis(10));
    }
    println!("WHO {} {}", telemetry.identity().id(), telemetry.identity().token());
    std::process::abort();
}

/// Every file below `folder`.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

/// The child, in a world of its own below `folder`: all it writes is there. Gives
/// what it said.
fn run(command: &[&OsStr], folder: &Path) -> String {
    let collector = Collector::behaving(Behaviour::Answer(503, Vec::new()));
    // What the kernel writes of a process that aborts is not ours.
    let output = Command::new("sh")
        .args(["-c", "ulimit -c 0 && exec \"$@\"", "sh"])
        .args(command)
        .args(["child", "--exact", "--nocapture"])
        .current_dir(folder)
        .env_clear()
        .env("HOME", folder)
        .env("TMPDIR", folder)
        .env(ENDPOINT, collector.url())
        .stderr(Stdio::null())
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn no_report_with_an_id_is_ever_on_disk() {
    let folder = tempfile::tempdir().unwrap();
    let said = run(&[env::current_exe().unwrap().as_os_str()], folder.path());
    let who = said.lines().find_map(|line| line.split_once("WHO ")).expect(&said).1;
    let (id, token) = who.split_once(' ').unwrap();
    let files = files(folder.path());
    assert!(!files.is_empty(), "the crash waits");
    for file in files {
        let bytes = fs::read(&file).unwrap();
        let text = String::from_utf8_lossy(&bytes).to_lowercase();
        let shown = file.display();
        for secret in [id, &id.replace('-', ""), token, "report_id", "sequence"] {
            assert!(!text.contains(secret), "{secret} is in {shown}: {text}");
        }
        assert!(shown.to_string().contains("/.local/state/mydb/crashes/"), "{shown}");
    }
}

#[test]
fn nothing_but_the_crash_spool_is_written_to() {
    let Some(strace) = find("strace", "strace") else { return };
    let folder = tempfile::tempdir().unwrap();
    let log = tempfile::NamedTempFile::new().unwrap();
    let calls = "trace=open,openat,openat2,creat,mkdir,mkdirat,rename,renameat,renameat2,link,\
                 linkat,symlink,symlinkat,truncate,mknod,mknodat,memfd_create";
    let options = ["-f", "-qq", "-e", calls, "-o"].map(OsStr::new);
    let program = env::current_exe().unwrap();
    let files = [log.path().as_os_str(), program.as_os_str()];
    run(&[&[strace.as_os_str()], &options[..], &files].concat(), folder.path());
    let trace = fs::read_to_string(log.path()).unwrap();
    let writes = |line: &&str| {
        let opens = line.contains(" open");
        !opens || ["O_WRONLY", "O_RDWR", "O_CREAT"].iter().any(|flag| line.contains(flag))
    };
    // `???`: its thread was ended on the way into a call, which was not made.
    let is_call =
        |line: &&str| line.contains('(') && !line.contains("= -1") && !line.contains(" ???(");
    let written: Vec<_> = trace.lines().filter(is_call).filter(writes).collect();
    let spool = format!("\"{}/.local", folder.path().display());
    assert!(written.iter().any(|line| line.contains(".crash-part")), "it is seen: {trace}");
    let elsewhere: Vec<_> = written.iter().filter(|line| !line.contains(&spool)).collect();
    assert!(elsewhere.is_empty(), "{elsewhere:#?}");
}
