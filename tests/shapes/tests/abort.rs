//! A panic that cannot unwind ends the process as it would without the attribute: with
//! the same signal and the same message. The test starts itself for each of them.

use std::{
    env,
    process::{Command, Output},
};

use telemetry_core::instrumented;

#[path = "../../outside/ended.rs"]
mod ended;

use ended::ended;

const CHILD: &str = "TELEMETRY_SHAPES_ABORT";

extern "C" fn bare(n: u8) -> u8 {
    assert!(n != 1, "it is {n}");
    n
}

#[instrumented]
extern "C" fn instrumented(n: u8) -> u8 {
    assert!(n != 1, "it is {n}");
    n
}

/// Aborts while a value of this type unwinds.
struct Again;

impl Drop for Again {
    fn drop(&mut self) {
        panic!("while unwinding");
    }
}

fn bare_twice(fail: bool) -> Result<u8, ()> {
    let _again = Again;
    assert!(!fail, "first");
    Ok(1)
}

#[instrumented]
fn instrumented_twice(fail: bool) -> Result<u8, ()> {
    let _again = Again;
    assert!(!fail, "first");
    Ok(1)
}

#[instrumented]
fn instrumented_abort() -> u8 {
    std::process::abort()
}

fn child(what: &str) {
    match what {
        "bare" => drop(bare(1)),
        "instrumented" => drop(instrumented(1)),
        "bare_twice" => drop(bare_twice(true)),
        "instrumented_twice" => drop(instrumented_twice(true)),
        "bare_abort" => std::process::abort(),
        "instrumented_abort" => drop(instrumented_abort()),
        other => panic!("no child is called {other}"),
    }
}

fn run(what: &str) -> Output {
    let program = env::current_exe().expect("a test is a program");
    Command::new(program)
        .args(["--exact", "--nocapture", "--test-threads=1", TEST])
        .env(CHILD, what)
        .env("RUST_BACKTRACE", "0")
        .output()
        .expect("the test runs itself")
}

const TEST: &str = "what_cannot_unwind_aborts_with_the_same_words";

/// The messages, without the lines of the two functions, the number of the thread and
/// the frames of a backtrace.
fn words(output: &Output) -> Vec<String> {
    let text = String::from_utf8_lossy(&output.stderr);
    let said = text.lines().filter(|line| !line.starts_with("thread '") && !line.starts_with(' '));
    said.map(str::to_owned).collect()
}

#[test]
fn what_cannot_unwind_aborts_with_the_same_words() {
    if let Ok(what) = env::var(CHILD) {
        return child(&what);
    }
    for case in ["", "_twice", "_abort"] {
        let [bare, instrumented] =
            ["bare", "instrumented"].map(|kind| run(&format!("{kind}{case}")));
        assert!(!bare.status.success(), "{bare:?}");
        assert_eq!(ended(&bare), ended(&instrumented), "{case}");
        assert_eq!(words(&bare), words(&instrumented), "{case}");
        assert!(case == "_abort" || !words(&bare).is_empty(), "a panic says something");
    }
}
