//! How many instructions one call takes, counted by callgrind, against the
//! limits in `instructions.txt`. The counts repeat, on any `x86_64`, where
//! times do not.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

/// Calls in the shorter run: enough for what happens once.
const WARM: u64 = 20_000;
/// Calls that the longer run makes beyond those.
const CALLS: u64 = 100_000;
/// What is done once in many calls, such as a first value in a range of the
/// histogram, depends on the clock; a change of the code is a whole
/// instruction.
const RARE: f64 = 0.5;

#[test]
fn a_call_takes_no_more_instructions_than_its_limit() {
    let Some(valgrind) = installed() else { return };
    let program = build(&[]);
    let mut faults = Vec::new();
    for (workload, limit) in limits() {
        let count = per_call(&valgrind, &program, &workload);
        eprintln!("{workload:14} {count:8.2} of {limit}");
        if count > limit + RARE {
            faults
                .push(format!("{workload}: {count:.2} instructions a call, the limit is {limit}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn with_the_feature_off_a_call_takes_what_the_bare_one_takes() {
    let Some(valgrind) = installed() else { return };
    let program = build(&["--features", "off"]);
    for (bare, annotated) in [
        ("bare", "timed"),
        ("bare", "sampled"),
        ("bare_result", "timed_result"),
        ("bare_future", "timed_future"),
    ] {
        let [bare_count, count] = [bare, annotated].map(|name| per_call(&valgrind, &program, name));
        assert!(
            (bare_count - count).abs() < 0.01,
            "{bare} takes {bare_count:.2} instructions a call, {annotated} {count:.2}"
        );
    }
}

/// The path of valgrind. Without it the test says so and passes, but not in CI.
fn installed() -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let found = env::split_paths(&path).map(|folder| folder.join("valgrind")).find(|f| f.exists());
    if found.is_none() {
        assert!(env::var_os("CI").is_none(), "CI must count instructions: install valgrind");
        eprintln!("SKIPPED: valgrind is not installed, no instruction was counted");
    }
    found.filter(|_| cfg!(target_arch = "x86_64"))
}

/// `name limit` by line; `#` starts a comment.
fn limits() -> Vec<(String, f64)> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("instructions.txt");
    let text = fs::read_to_string(file).expect("the limits are committed");
    let lines = text.lines().map(|line| line.split('#').next().unwrap_or_default().trim());
    lines
        .filter(|line| !line.is_empty())
        .map(|line| {
            let (name, limit) = line.split_once(char::is_whitespace).expect("a name and a limit");
            (name.to_owned(), limit.trim().parse().expect("a limit is a number"))
        })
        .collect()
}

/// The optimized program, in a target folder of its own: cargo holds the usual
/// one, and it must not be built with the features of the other tests.
fn build(arguments: &[&str]) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("two folders deep");
    let kind = if arguments.is_empty() { "on" } else { "off" };
    let target = root.join("target/instructions").join(kind);
    let status = Command::new(env!("CARGO"))
        .args([
            "build",
            "--quiet",
            "--release",
            "-p",
            env!("CARGO_PKG_NAME"),
            "--bin",
            "instructions",
        ])
        .args(arguments)
        .current_dir(root)
        .env("CARGO_TARGET_DIR", &target)
        .env_remove("RUSTFLAGS")
        .status()
        .expect("cargo runs");
    assert!(status.success(), "the program to count does not build");
    target.join("release/instructions")
}

/// Instructions per call: two runs of different length, so that neither start
/// nor end counts.
fn per_call(valgrind: &Path, program: &Path, workload: &str) -> f64 {
    let [short, long] =
        [WARM, WARM + CALLS].map(|calls| instructions(valgrind, program, workload, calls));
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52 instructions")]
    let more = long.saturating_sub(short) as f64;
    #[expect(clippy::cast_precision_loss, reason = "a small constant")]
    let calls = CALLS as f64;
    more / calls
}

/// All instructions of one run, from callgrind's last words.
fn instructions(valgrind: &Path, program: &Path, workload: &str, calls: u64) -> u64 {
    let output = Command::new(valgrind)
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(program)
        .args([workload, &calls.to_string()])
        .output()
        .expect("valgrind runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{workload}: {said}");
    let line = said.lines().find_map(|line| line.split_once("Collected :")?.1.trim().parse().ok());
    line.unwrap_or_else(|| panic!("callgrind did not count {workload}: {said}"))
}
