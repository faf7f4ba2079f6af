//! `examples/codesearch` as a program that tests run.

#[path = "example.rs"]
mod example;

use std::{
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use example::example;

/// The program that Cargo built for this test run.
pub(crate) fn program() -> PathBuf {
    example("codesearch")
}

/// The program with arguments and an empty environment: nothing in it decides
/// about telemetry.
pub(crate) fn command<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Command {
    let mut command = Command::new(program());
    command.env_clear().stdin(Stdio::null()).args(arguments);
    command
}

/// What the program does with arguments.
pub(crate) fn run<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Output {
    command(arguments).output().expect("the program starts")
}

/// Output as text.
pub(crate) fn text(bytes: &[u8]) -> &str {
    str::from_utf8(bytes).expect("UTF-8")
}

/// Ended with `status` and said `message`, without a panic.
#[track_caller]
pub(crate) fn fails(output: &Output, status: i32, message: &str) {
    let stderr = text(&output.stderr);
    assert_eq!(output.status.code(), Some(status), "{stderr}");
    assert!(stderr.contains(message), "{message:?} is not in:\n{stderr}");
    assert!(!stderr.contains("panicked"), "{stderr}");
}

/// Ended well; what it printed.
#[track_caller]
pub(crate) fn succeeds(output: &Output) -> &str {
    let stderr = text(&output.stderr);
    assert!(output.status.success(), "{stderr}");
    assert!(!stderr.contains("panicked"), "{stderr}");
    text(&output.stdout)
}

/// A folder with these files.
pub(crate) fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("inside the folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    folder
}

/// Arguments to index `folder` and search under no load.
pub(crate) fn quick<'a>(folder: &'a Path, more: &[&'a str]) -> Vec<&'a OsStr> {
    let fixed = [folder.as_os_str(), OsStr::new("--seconds"), OsStr::new("0")];
    fixed.into_iter().chain(more.iter().map(|argument| OsStr::new(*argument))).collect()
}
