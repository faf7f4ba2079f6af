//! The small examples print what they promise, and the README shows them as
//! they are.

#[path = "outside/example.rs"]
mod example;

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use example::example;

fn run(mut command: Command) -> Output {
    command.output().expect("the program starts")
}

#[track_caller]
fn printed(command: Command) -> String {
    let output = run(command);
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn read(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    fs::read_to_string(root.join(path)).expect(path)
}

#[test]
fn the_program_in_the_readme_is_the_example_and_prints_what_it_says() {
    let source = read("examples/quickstart.rs");
    let program = source.split_once("\n\n").expect("a header, then the program").1;
    assert!(read("README.md").contains(program), "the README should hold:\n{program}");
    let printed = printed(Command::new(example("quickstart")));
    assert!(printed.starts_with("quickstart::parse: 4 calls, 1 errors, p99 "), "{printed}");
    assert_eq!(printed.lines().count(), 1, "{printed}");
}

#[test]
fn nothing_secret_is_in_a_sealed_report() {
    let printed = printed(Command::new(example("anonymized_report")));
    let (raw, sealed) = printed.split_once("\nsealed").expect("first raw, then sealed");
    for secret in ["customer-products", "hunter2", "storage.example", "/home/alice", "123456789"] {
        assert!(raw.contains(secret), "{secret} is not in:\n{raw}");
        assert!(!sealed.contains(secret), "{secret} is in:\n{sealed}");
    }
    assert!(sealed.contains("\"vectors\": 123456000"), "{sealed}");
}

#[test]
fn a_tag_joins_the_parts_of_a_report_but_not_two_starts() {
    let printed = printed(Command::new(example("anonymized_report")));
    let tag = |line: &str| line.rsplit('"').nth(1).expect("a quoted value").to_owned();
    let find = |key: &str| -> Vec<String> {
        printed.lines().filter(|line| line.contains(key)).map(tag).collect()
    };
    let names = find("\"name\": \"").split_off(2);
    let replica = find("\"replica_of\": \"").swap_remove(1);
    assert_eq!(names[0], replica, "{printed}");
    let after_restart = tag(printed.trim_end().lines().last().expect("a line"));
    assert_eq!(after_restart.len(), 16, "{printed}");
    assert!(!names.contains(&after_restart), "{printed}");
}

#[test]
fn the_cost_of_a_call_is_a_number_in_every_row() {
    let mut command = Command::new(example("overhead"));
    command.arg("3");
    let printed = printed(command);
    let rows: Vec<&str> = printed.lines().skip(2).take_while(|line| !line.is_empty()).collect();
    assert_eq!(rows.len(), 8, "{printed}");
    for row in rows {
        let numbers = row.split_whitespace().rev().take(6).map(str::parse::<f64>);
        let numbers: Vec<f64> = numbers.collect::<Result<_, _>>().expect(row);
        assert!(numbers.iter().all(|number| number.is_finite()), "{row}");
    }
}

#[test]
fn an_absurd_number_of_rounds_is_wrong_usage() {
    for argument in ["0", "-1", "100001", "many", ""] {
        let mut command = Command::new(example("overhead"));
        let output = run({
            command.arg(argument);
            command
        });
        assert_eq!(output.status.code(), Some(2), "{argument:?}: {output:?}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("usage: overhead"), "{output:?}");
    }
}
