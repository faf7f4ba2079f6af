//! Processes that crash, with telemetry and without: they end alike and say the
//! same, and the next start sends what happened, once, without what the message
//! said.
//!
//! The file is its own child: with [`CASE`] set it crashes in that way.
#![expect(clippy::unwrap_used, reason = "a helper that fails here fails the test")]

use std::{
    cell::RefCell,
    fs,
    hint::black_box,
    panic, process,
    process::{Command, Output},
    sync::Mutex,
    thread,
    time::Duration,
};

use libtest_mimic::{Arguments, Failed, Trial};
use serde_json::Value;
use telemetry_core::Telemetry;
use test_collector::Collector;

#[path = "outside/ended.rs"]
mod ended;
#[path = "outside/reporting.rs"]
mod reporting;

use crate::{ended::ended, reporting::reporting_to};

const CASE: &str = "CRASH_CASE";
const SPOOL: &str = "CRASH_SPOOL";
const ENDPOINT: &str = "CRASH_ENDPOINT";

/// In every message that could hold data.
const CANARY: &str = "canary-7f3a9c";

/// A way to crash: its name, the class that is to be told, and how.
struct Case {
    name: &'static str,
    class: &'static str,
    /// A function of this file that must be on the stack.
    function: &'static str,
    crash: fn(),
}

const CASES: &[Case] = &[
    Case { name: "unwrap", class: "unwrap", function: "unwrap", crash: unwrap },
    Case { name: "expect", class: "expect", function: "expect", crash: expect },
    Case { name: "text slice", class: "text_slice", function: "slice", crash: slice },
    Case { name: "assert_eq", class: "assert", function: "compare", crash: compare },
    Case { name: "serde", class: "unwrap", function: "parse", crash: parse },
    Case { name: "formatted", class: "formatted", function: "format_it", crash: format_it },
    Case { name: "literal", class: "literal", function: "literal", crash: literal },
    Case { name: "payload", class: "payload", function: "payload", crash: payload },
    Case { name: "nested", class: "formatted", function: "nested", crash: nested },
    Case { name: "thread", class: "formatted", function: "format_it", crash: on_a_thread },
    Case { name: "tokio task", class: "formatted", function: "format_it", crash: in_a_task },
    Case { name: "rayon", class: "formatted", function: "format_it", crash: in_rayon },
    Case { name: "drop", class: "formatted", function: "format_it", crash: in_drop },
    Case { name: "locks held", class: "formatted", function: "format_it", crash: under_locks },
    Case { name: "abort in hook", class: "formatted", function: "format_it", crash: abort_in_hook },
    Case { name: "panic in hook", class: "formatted", function: "format_it", crash: panic_in_hook },
    Case { name: "double panic", class: "formatted", function: "format_it", crash: twice },
    Case { name: "abort", class: "signal", function: "", crash: abort },
    Case { name: "stack overflow", class: "signal", function: "overflow", crash: overflow_it },
    Case { name: "segmentation fault", class: "signal", function: "", crash: fault },
];

#[derive(Debug)]
#[expect(dead_code, reason = "read by Debug")]
struct Connection {
    url: String,
    key: String,
}

#[inline(never)]
fn unwrap() {
    let connection = Connection { url: format!("http://{CANARY}"), key: CANARY.into() };
    black_box(Err::<(), _>(connection)).unwrap();
}

#[inline(never)]
fn expect() {
    black_box(Err::<(), _>(CANARY)).expect("the user is known");
}

#[inline(never)]
fn slice() {
    let text = black_box(format!("é{CANARY}"));
    black_box(&text[1..]);
}

#[inline(never)]
fn compare() {
    assert_eq!(black_box(CANARY.to_owned()), "somebody else");
}

#[inline(never)]
fn parse() {
    serde_json::from_str::<u32>(&black_box(format!("\"{CANARY}\""))).unwrap();
}

#[inline(never)]
fn format_it() {
    panic!("no such user: {}", black_box(CANARY));
}

#[inline(never)]
fn literal() {
    panic!("the log is empty");
}

#[inline(never)]
fn payload() {
    panic::panic_any(vec![CANARY]);
}

#[inline(never)]
fn nested() {
    let first = panic::catch_unwind(format_it).expect_err("it panics");
    panic::resume_unwind(first);
}

fn on_a_thread() {
    let ended = thread::Builder::new().name(CANARY.into()).spawn(format_it).unwrap().join();
    process::exit(if ended.is_err() { 7 } else { 0 });
}

fn in_a_task() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().unwrap();
    let ended = runtime.block_on(runtime.spawn(async { format_it() }));
    process::exit(if ended.is_err() { 7 } else { 0 });
}

fn in_rayon() {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    pool.install(format_it);
}

fn in_drop() {
    struct Guard;
    impl Drop for Guard {
        fn drop(&mut self) {
            format_it();
        }
    }
    drop(black_box(Guard));
}

fn under_locks() {
    static SHARED: Mutex<Vec<String>> = Mutex::new(Vec::new());
    thread_local!(static OWN: RefCell<u32> = const { RefCell::new(0) });
    let _held = SHARED.lock().unwrap();
    let _out = std::io::stdout().lock();
    let _error = std::io::stderr().lock();
    OWN.with(|own| {
        let _borrowed = own.borrow_mut();
        format_it();
    });
}

/// An application that aborts in a hook of its own, which was there first.
fn abort_in_hook() {
    format_it();
}

fn panic_in_hook() {
    format_it();
}

fn twice() {
    struct Guard;
    impl Drop for Guard {
        fn drop(&mut self) {
            panic!("while panicking");
        }
    }
    let _guard = Guard;
    format_it();
}

fn abort() {
    process::abort();
}

/// Calls nothing but itself on the way down: a function that it called could be
/// the one that finds no room.
#[expect(unconditional_recursion, reason = "that is the crash")]
#[inline(never)]
fn overflow(depth: u64) -> u64 {
    black_box(overflow(depth + 1)) + depth
}

fn overflow_it() {
    black_box(overflow(0));
}

/// From outside: there is no `unsafe` here to fault with. Twice: the standard
/// library's handler lets the first pass, for a fault would happen again.
fn fault() {
    let id = process::id().to_string();
    for _ in 0..2 {
        Command::new("/bin/kill").args(["-SEGV", &id]).status().unwrap();
        thread::sleep(Duration::from_millis(200));
    }
}

/// What the application itself hooked before telemetry.
fn own_hook(case: &str) {
    match case {
        "abort in hook" => panic::set_hook(Box::new(|_| process::abort())),
        "panic in hook" => panic::set_hook(Box::new(|_| panic!("in the hook"))),
        _ => {}
    }
}

fn start(endpoint: String, spool: String) -> Telemetry {
    reporting_to(endpoint).interval(Duration::from_millis(100)).spool_dir(spool).start().unwrap()
}

fn child(name: &str) {
    own_hook(name);
    let variable = |name| std::env::var(name).ok();
    let telemetry = variable(ENDPOINT).zip(variable(SPOOL)).map(|(to, spool)| {
        let telemetry = start(to, spool);
        // The uploader's thread first opens the slot for signals, then tries to send. The
        // slot's file alone tells too little: it is there before the handlers are.
        while telemetry.upload_status().failed_attempts == 0 {
            thread::sleep(Duration::from_millis(1));
        }
        telemetry
    });
    let case = CASES.iter().find(|case| case.name == name).unwrap();
    (case.crash)();
    drop(telemetry);
}

fn run(case: &Case, variables: &[(&str, &str)]) -> Output {
    Command::new(std::env::current_exe().unwrap())
        .env_clear()
        .env(CASE, case.name)
        .envs(variables.iter().copied())
        .output()
        .unwrap()
}

/// Standard error without what differs from run to run (the thread's number), and
/// without the frames of a backtrace: a full one, which a second panic prints,
/// shows every hook.
fn said(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr);
    let text: String = text.lines().filter(|line| !is_frame(line)).collect::<Vec<_>>().join("\n");
    let mut kept = String::new();
    for part in text.split_inclusive(") ") {
        match part.rsplit_once(" (") {
            Some((before, number)) if number.trim_end_matches(") ").parse::<u32>().is_ok() => {
                kept.push_str(before);
            }
            _ => kept.push_str(part),
        }
    }
    kept
}

/// `  12: name` or `      at file:line`.
fn is_frame(line: &str) -> bool {
    let rest = line.trim_start();
    line.starts_with(' ')
        && (rest.starts_with("at ") || rest.starts_with(|c: char| c.is_ascii_digit()))
}

fn ends_as_without(case: &Case) -> Result<(), Failed> {
    for variables in [vec![], vec![("RUST_BACKTRACE", "1")]] {
        let spool = tempfile::tempdir()?;
        let folder = spool.path().join("s").display().to_string();
        // Port 9 discards; nobody listens there.
        let with = [("CRASH_ENDPOINT", "http://127.0.0.1:9"), (SPOOL, &folder)];
        let bare = run(case, &variables);
        let watched = run(case, &[&variables[..], &with].concat());
        assert_eq!(ended(&watched), ended(&bare));
        assert_eq!(said(&watched), said(&bare));
        assert!(!bare.status.success());
    }
    Ok(())
}

fn is_sent_once_by_the_next_start(case: &Case) -> Result<(), Failed> {
    let spool = tempfile::tempdir()?;
    let folder = spool.path().join("s").display().to_string();
    run(case, &[(ENDPOINT, "http://127.0.0.1:9"), (SPOOL, &folder)]);
    for file in fs::read_dir(&folder)? {
        let text = String::from_utf8_lossy(&fs::read(file?.path())?).into_owned();
        assert!(!text.contains(CANARY), "{text}");
    }
    let collector = Collector::start();
    for _ in 0..2 {
        let next = start(collector.url(), folder.clone());
        let its_id = next.identity().id().to_string();
        // Crashes are sent first, and no report before they are settled.
        collector.until("a report", |store| {
            store.reports().iter().any(|report| report.json["id"] == *its_id)
        });
    }
    let store = collector.store();
    let told: Vec<_> =
        store.crashes().into_iter().filter(|crash| crash.json["class"] == case.class).collect();
    assert_eq!(told.len(), 1, "{told:#?}");
    assert_eq!(told[0].deliveries, 1);
    check(case, &told[0].json);
    // A thread that did not end in time closes its slot later.
    collector
        .until("nothing is left", |_| fs::read_dir(&folder).is_ok_and(|left| left.count() == 0));
    Ok(())
}

fn check(case: &Case, crash: &Value) {
    let text = crash.to_string();
    assert!(!text.contains(CANARY), "{text}");
    assert!(!text.contains(env!("CARGO_MANIFEST_DIR")), "{text}");
    assert_eq!(crash["message"].is_string(), case.class == "literal", "{text}");
    let frames = crash["frames"].as_array().unwrap();
    // An inlined function has its path only if the build kept all of its debug
    // information.
    let symbol = format!("crash_process::{}", case.function);
    let found = frames
        .iter()
        .find(|frame| frame["symbol"] == symbol.as_str() || frame["symbol"] == case.function);
    if !case.function.is_empty() {
        let frame = found.unwrap_or_else(|| panic!("{symbol} is on the stack: {text}"));
        assert_eq!(frame["file"], "tests/crash_process.rs");
        assert!(frame["line"].as_u64() > Some(0));
    }
    let expected = match case.name {
        "abort" => "abort",
        "stack overflow" => "stack_overflow",
        "segmentation fault" => "segmentation_fault",
        _ => return assert!(crash["signal"].is_null()),
    };
    assert_eq!(crash["signal"], expected);
    // The C library's code lies elsewhere in every process.
    assert!(frames.iter().all(|frame| frame["symbol"].is_string()), "{text}");
}

fn main() {
    if let Ok(name) = std::env::var(CASE) {
        return child(&name);
    }
    let mut trials = Vec::new();
    for case in CASES {
        let name = case.name.replace(' ', "_");
        trials.push(Trial::test(format!("{name}_ends_as_without_telemetry"), || {
            ends_as_without(case)
        }));
        trials.push(Trial::test(format!("{name}_is_sent_once_by_the_next_start"), || {
            is_sent_once_by_the_next_start(case)
        }));
    }
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}
