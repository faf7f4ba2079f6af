//! With `panic = "abort"`, where nothing unwinds, an instrumented program does and says
//! what the bare one does and says.

#[path = "../../outside/ended.rs"]
mod ended;
mod twice;

use std::{
    collections::BTreeMap,
    process::{Command, Output},
};

use self::{ended::ended, twice::Package};

#[test]
fn a_program_whose_panics_abort_is_the_same_program() {
    let text = include_str!("../cases/panic_abort.rs").to_owned();
    let programs = BTreeMap::from([("abort".to_owned(), text)]);
    let package =
        Package::new("panic_abort", "2024", "[profile.dev]\npanic = \"abort\"\n", &programs);
    let built = package.cargo(&["build", "--quiet"]).output().expect("cargo runs");
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    for part in ["plain", "fallible", "later", "drops"] {
        for number in ["1", "2", "3"] {
            let [bare, with] = ["bare", "with"].map(|kind| {
                let program = package.target.join("debug").join(format!("{kind}_abort"));
                let mut command = Command::new(program);
                command.args([part, number]).env("RUST_BACKTRACE", "0");
                command.output().expect("the program runs")
            });
            let (fails, place) = (number == "3", format!("{part} {number}"));
            assert_eq!(bare.status.success(), !fails, "{place}: {bare:?}");
            assert_eq!(ended(&bare), ended(&with), "{place}");
            assert_eq!(bare.stdout, with.stdout, "{place}");
            if fails {
                assert_eq!(panic(&bare), panic(&with), "{place}");
            } else {
                let said = String::from_utf8_lossy(&with.stderr).into_owned();
                let failed = number == "2" && matches!(part, "fallible" | "later");
                let ok = usize::from(!failed);
                assert!(said.contains(&format!("with_abort::{part} {ok} of 1")), "{place}: {said}");
            }
        }
    }
}

/// The message of a panic, without the program's name and the thread's number.
fn panic(output: &Output) -> Vec<String> {
    let text = String::from_utf8_lossy(&output.stderr).replace("with_abort", "bare_abort");
    let lines = text.lines().filter(|line| !line.trim().is_empty()).map(|line| {
        let at = line.find(") panicked at").filter(|_| line.starts_with("thread "));
        at.map_or(line, |at| &line[at..]).to_owned()
    });
    let lines: Vec<_> = lines.collect();
    assert!(lines.iter().any(|line| line.contains("plain got 3")), "{text}");
    lines
}
