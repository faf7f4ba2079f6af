//! This test's own `child` in namespaces of its own: a disk that is full, a
//! network that is not there.

use std::{
    env,
    process::{Command, Output},
};

/// The exit status of a set-up that is not permitted.
const NOT_PERMITTED: i32 = 99;

/// Runs the test `child` of this program in new namespaces (`--mount`, `--net`)
/// after the shell line `setup`, and the line `after` when it has ended well.
/// Nothing where the kernel does not allow it; then the test is skipped, with a
/// word about it.
pub(crate) fn in_namespaces(
    kinds: &[&str],
    setup: &str,
    after: &str,
    variables: &[(&str, &str)],
) -> Option<Output> {
    let line = format!(
        "{{ {setup}; }} >&2 || exit {NOT_PERMITTED}; \"$0\" child --exact --nocapture || exit 1; {after}"
    );
    let started = Command::new("unshare")
        .arg("--map-root-user")
        .args(kinds)
        .args(["sh", "-c", &line])
        .arg(env::current_exe().expect("a test has a program"))
        .env_clear()
        .env("PATH", env::var_os("PATH").unwrap_or_default())
        .envs(variables.iter().copied())
        .output();
    let refusal = match started {
        Ok(output) if output.status.code() == Some(NOT_PERMITTED) => said(&output),
        Ok(output) if said(&output).starts_with("unshare:") => said(&output),
        Ok(output) => {
            assert!(output.status.success(), "{}{}", said(&output), heard(&output));
            return Some(output);
        }
        Err(error) => error.to_string(),
    };
    eprintln!("SKIPPED: no namespace of one's own here: {refusal}");
    None
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn heard(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}
