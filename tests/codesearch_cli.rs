//! `examples/codesearch` as people run it: exit status, what goes to which
//! stream, and errors that name the place.

use std::{
    env,
    ffi::OsStr,
    fs,
    io::{BufRead as _, BufReader},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, ChildStderr, Command, Output, Stdio},
};

use test_collector::Collector;

#[path = "outside/get.rs"]
mod get;
#[path = "outside/http.rs"]
mod http;

use get::get;

/// The program that Cargo built for this test run.
fn program() -> PathBuf {
    let deps = env::current_exe().expect("the test runs from a file");
    let target = deps.ancestors().nth(2).expect("target/profile/deps/test").join("examples");
    let program = target.join(format!("codesearch{}", env::consts::EXE_SUFFIX));
    assert!(program.exists(), "{}: run `cargo build --examples` first", program.display());
    program
}

/// The program with arguments and an empty environment: nothing in it decides
/// about telemetry.
fn command<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Command {
    let mut command = Command::new(program());
    command.env_clear().stdin(Stdio::null()).args(arguments);
    command
}

fn run<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Output {
    command(arguments).output().expect("the program starts")
}

fn text(bytes: &[u8]) -> &str {
    str::from_utf8(bytes).expect("UTF-8")
}

#[track_caller]
fn fails(output: &Output, status: i32, message: &str) {
    let stderr = text(&output.stderr);
    assert_eq!(output.status.code(), Some(status), "{stderr}");
    assert!(stderr.contains(message), "{message:?} is not in:\n{stderr}");
    assert!(!stderr.contains("panicked"), "{stderr}");
}

#[track_caller]
fn succeeds(output: &Output) -> &str {
    let stderr = text(&output.stderr);
    assert!(output.status.success(), "{stderr}");
    assert!(!stderr.contains("panicked"), "{stderr}");
    text(&output.stdout)
}

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("inside the folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    folder
}

fn quick<'a>(folder: &'a Path, more: &[&'a str]) -> Vec<&'a OsStr> {
    let fixed = [folder.as_os_str(), OsStr::new("--seconds"), OsStr::new("0")];
    fixed.into_iter().chain(more.iter().map(|argument| OsStr::new(*argument))).collect()
}

#[test]
fn results_are_ranked_and_plain_when_nobody_watches() {
    let folder = folder(&[
        ("map.rs", "fn insert_into_map(key: u32) {}\n"),
        ("other.rs", "// nothing\nlet inserted = map;\n"),
    ]);
    let output = run(quick(folder.path(), &["--query", "InsertInto", "-q", "absent"]));
    let stdout = succeeds(&output);
    assert!(stdout.contains("\"InsertInto\": 1 of 1 documents"), "{stdout}");
    assert!(stdout.contains("map.rs:1\n"), "{stdout}");
    assert!(stdout.contains("fn insert_into_map(key: u32) {}"), "{stdout}");
    assert!(stdout.contains("\"absent\": 0 of 0 documents"), "{stdout}");
    assert!(!stdout.contains('\x1b'), "no colour without a terminal: {stdout}");
    let stderr = text(&output.stderr);
    assert!(!stderr.contains(['\r', '\x1b']), "no progress bar without a terminal: {stderr}");
}

#[test]
fn wrong_usage_ends_with_status_2_and_names_the_option() {
    for (arguments, message) in [
        (&["--threads", "0"][..], "'--threads <N>'"),
        (&["--threads", "257"], "1..=256"),
        (&["--threads", "-3"], "'-3'"),
        (&["--limit-mb", "0"], "'--limit-mb <N>'"),
        (&["--limit-mb", "99999999999999999999"], "'--limit-mb <N>'"),
        (&["--max-file-kb", "0"], "'--max-file-kb <N>'"),
        (&["--seconds", "many"], "'--seconds <N>'"),
        (&["--seconds", "1000000"], "0..=3600"),
        (&["--top", "0"], "'--top <N>'"),
        (&["--details-level", "11"], "'--details-level <N>'"),
        (&["--details-level", "-1"], "'-1'"),
        (&["--query", "}{"], "no word to look for"),
        (&["--query", ""], "--query"),
        (&["--serve", "no-address"], "'--serve [<ADDR>]'"),
        (&["--serve", "0.0.0.0:80"], "only this machine"),
        (&["--no-such-option"], "'--no-such-option'"),
    ] {
        fails(&run(arguments), 2, message);
    }
}

#[test]
fn help_names_every_option_and_the_exit_statuses() {
    let output = run(["--help"]);
    let stdout = succeeds(&output);
    for option in ["[DIR]...", "--query", "--limit-mb", "--threads", "--seconds", "--db", "--serve"]
    {
        assert!(stdout.contains(option), "{option} is not in:\n{stdout}");
    }
    assert!(stdout.contains("Exit status: 0 done, 1 failed, 2 wrong usage."), "{stdout}");
}

#[test]
fn a_missing_folder_is_named() {
    fails(&run(["no/such/folder"]), 1, "codesearch: no/such/folder: ");
}

#[test]
fn an_empty_folder_is_named_and_there_is_nothing_to_search() {
    let folder = folder(&[]);
    let output = run(quick(folder.path(), &[]));
    fails(&output, 1, "nothing to search");
    fails(&output, 1, &format!("{}: no files", folder.path().display()));
}

#[test]
fn a_folder_without_a_single_text_says_why_each_was_left_out() {
    let folder = folder(&[("image.png", "\u{0}")]);
    let output = run(quick(folder.path(), &[]));
    fails(&output, 1, "nothing to search: 0 indexed, 0 unchanged, 1 binary");
    fails(&output, 1, "image.png: binary");
}

#[test]
fn a_file_that_is_no_database_is_named_and_kept() {
    let folder = folder(&[("a.rs", "text"), ("notes.txt", "not a database")]);
    let file = folder.path().join("notes.txt");
    let output = run(quick(folder.path(), &["--db", file.to_str().expect("UTF-8")]));
    fails(&output, 1, &format!("codesearch: {}: not a database", file.display()));
    assert_eq!(fs::read_to_string(&file).expect("the file"), "not a database");
}

#[test]
fn a_database_file_is_taken_up_again() {
    let (sources, other) = (folder(&[("a.rs", "fox")]), folder(&[]));
    let file = other.path().join("index.redb");
    let arguments = quick(sources.path(), &["-q", "fox", "--db", file.to_str().expect("UTF-8")]);
    assert!(succeeds(&run(&arguments)).contains("1 indexed, 0 unchanged"));
    let again = run(&arguments);
    let stdout = succeeds(&again);
    assert!(stdout.contains("0 indexed, 1 unchanged"), "{stdout}");
    assert!(stdout.contains("\"fox\": 1 of 1 documents"), "{stdout}");
}

#[test]
fn without_a_folder_the_sources_of_fetched_crates_are_indexed() {
    let home = folder(&[("registry/src/index/crate-1.0.0/lib.rs", "fn quite_unusual() {}")]);
    let mut command = command(["--seconds", "0", "-q", "quite unusual"]);
    let output = command.env("CARGO_HOME", home.path()).output().expect("the program starts");
    let stdout = succeeds(&output);
    assert!(stdout.contains("crate-1.0.0/lib.rs:1\n"), "{stdout}");
}

#[test]
fn without_fetched_crates_the_workspace_is_indexed() {
    let (home, workspace) = (folder(&[]), folder(&[("src/lib.rs", "fn quite_unusual() {}")]));
    let mut command = command(["--seconds", "0", "-q", "quite unusual"]);
    command.env("CARGO_HOME", home.path()).env("CARGO_MANIFEST_DIR", workspace.path());
    let output = command.output().expect("the program starts");
    let stdout = succeeds(&output);
    assert!(stdout.contains("src/lib.rs:1\n"), "{stdout}");
}

#[test]
fn the_load_reports_searches_and_rewrites() {
    let folder = folder(&[("a.rs", "fn f() {\n    one();\n}\n"), ("b.rs", "fn g() {}\n}\n")]);
    let output = run([folder.path().as_os_str(), OsStr::new("--seconds"), OsStr::new("1")]);
    let stdout = succeeds(&output);
    assert!(stdout.contains(" searches (0 without a match, "), "{stdout}");
    assert!(stdout.contains(" rewrites in 1 s\n"), "{stdout}");
}

/// The program with `--serve`, and where it serves.
struct Serving(Child, BufReader<ChildStderr>, SocketAddr);

impl Serving {
    fn start(folder: &Path) -> Self {
        let mut command = command(quick(folder, &["--serve"]));
        let command = command.stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        let mut stderr = BufReader::new(child.stderr.take().expect("a pipe"));
        let line = line_with(&mut stderr, "telemetry at http://");
        let address = line.split(['/', ' ']).find_map(|part| part.parse().ok());
        Self(child, stderr, address.unwrap_or_else(|| panic!("no address in {line:?}")))
    }

    /// Waits until the work is done.
    fn until_done(&mut self) {
        line_with(&mut self.1, "until Ctrl-C");
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

fn line_with(stderr: &mut impl std::io::BufRead, part: &str) -> String {
    let lines = stderr.lines().map(|line| line.expect("UTF-8"));
    let mut lines = lines.skip_while(|line| !line.contains(part));
    lines.next().unwrap_or_else(|| panic!("the program ended without {part:?}"))
}

#[test]
fn serve_shows_telemetry_of_the_run_as_long_as_it_is_left_running() {
    let folder = folder(&[("a.rs", "fn fox() {}")]);
    let mut serving = Serving::start(folder.path());
    serving.until_done();
    let ask = |path: &str| {
        let (status, _, body) = get(serving.2, path).expect("an answer");
        assert_eq!(status, 200, "{path}");
        String::from_utf8(body).expect("UTF-8")
    };
    let report = ask("/telemetry?details_level=6");
    assert!(report.contains("\"documents\":1"), "{report}");
    assert!(ask("/metrics").contains("engine::tokenize::each_term"));
    assert!(ask("/telemetry/ui").starts_with("<!doctype html>"));
    let url = format!("http://{}", serving.2);
    let log = run(["telemetry", "log", "--url", &url]);
    assert_eq!(succeeds(&log), "nothing was sent\n");
}

#[test]
fn the_telemetry_command_shows_and_deletes_without_indexing() {
    let status = run(["telemetry", "status"]);
    assert!(succeeds(&status).starts_with("mode           local\n"), "{status:?}");
    fails(&run(["telemetry", "log"]), 1, "--ledger-dir");
    fails(&run(["telemetry", "delete", "--token", "x"]), 2, "64 hex digits");
    let collector = Collector::start();
    let token = "07".repeat(32);
    let delete = ["telemetry", "delete", "--token", &token, "--endpoint", &collector.url()];
    let output = command(delete).env("DO_NOT_TRACK", "1").output().expect("the program starts");
    assert!(succeeds(&output).contains("deleted        0 documents\n"), "{output:?}");
    assert_eq!(collector.store().deleted().len(), 1);
    drop(collector);
    let nobody = ["telemetry", "delete", "--token", &token, "--endpoint", "http://127.0.0.1:1"];
    fails(&run(nobody), 1, "codesearch: telemetry: receiver not reached");
}

#[cfg(unix)]
mod unix {
    use std::os::unix::{
        ffi::OsStrExt as _,
        fs::{MetadataExt as _, PermissionsExt as _},
        process::CommandExt as _,
    };

    use super::*;

    /// A user whom the root user can become, and who owns nothing.
    const NOBODY: u32 = 65_534;

    /// Runs the program as a user who is held to permissions: root is not, so the
    /// tests of permissions run as nobody then, with a copy of the program.
    fn run_unprivileged(folder: &tempfile::TempDir) -> Output {
        let is_root = fs::metadata(folder.path()).expect("the folder").uid() == 0;
        if !is_root {
            return run(quick(folder.path(), &[]));
        }
        let place = tempfile::tempdir().expect("a temporary folder");
        let copy = place.path().join("codesearch");
        fs::copy(program(), &copy).expect("a copy of the program");
        for path in [place.path(), &copy] {
            allow(path, 0o755);
        }
        let arguments = quick(folder.path(), &[]);
        let mut command = Command::new(&copy);
        command.env_clear().uid(NOBODY).gid(NOBODY).args(arguments);
        command.output().expect("the program starts")
    }

    fn allow(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("own file");
    }

    #[test]
    fn ctrl_c_ends_serving_with_status_0() {
        let folder = folder(&[("a.rs", "fn fox() {}")]);
        let mut serving = Serving::start(folder.path());
        serving.until_done();
        // It listens for Ctrl-C a moment after it has said so.
        std::thread::sleep(std::time::Duration::from_millis(300));
        let interrupt = format!("kill -INT {}", serving.0.id());
        assert!(Command::new("sh").args(["-c", &interrupt]).status().expect("a shell").success());
        let status = serving.0.wait().expect("it ends");
        assert_eq!(status.code(), Some(0), "{status}");
        assert!(get(serving.2, "/metrics").is_err());
    }

    #[test]
    fn a_folder_without_rights_is_named() {
        let folder = folder(&[("a.rs", "text")]);
        allow(folder.path(), 0o000);
        let output = run_unprivileged(&folder);
        allow(folder.path(), 0o755);
        let message = format!("codesearch: {}: Permission denied", folder.path().display());
        fails(&output, 1, &message);
    }

    #[test]
    fn what_is_unreadable_inside_is_counted_and_the_rest_indexed() {
        let folder = folder(&[("a.rs", "text"), ("b.rs", "text"), ("closed/c.rs", "text")]);
        allow(folder.path(), 0o755);
        allow(&folder.path().join("b.rs"), 0o000);
        allow(&folder.path().join("closed"), 0o000);
        let output = run_unprivileged(&folder);
        allow(&folder.path().join("closed"), 0o755);
        let stdout = succeeds(&output);
        assert!(stdout.contains("1 indexed, 0 unchanged, 2 unreadable"), "{stdout}");
        assert!(stdout.contains("Permission denied"), "{stdout}");
    }

    #[test]
    fn paths_need_not_be_utf8() {
        let outer = folder(&[]);
        let folder = outer.path().join(OsStr::from_bytes(b"d\xff"));
        fs::create_dir(&folder).expect("a folder");
        fs::write(folder.join(OsStr::from_bytes(b"f\xfe.rs")), "fn fox() {}").expect("a file");
        let output = run(quick(&folder, &["-q", "fox"]));
        let stdout = succeeds(&output);
        assert!(stdout.contains("d\u{fffd}/f\u{fffd}.rs:1\n"), "{stdout}");
        let missing = folder.join(OsStr::from_bytes(b"\xfd"));
        fails(&run([missing]), 1, "d\u{fffd}/\u{fffd}: ");
    }

    #[test]
    fn a_reader_that_goes_away_is_no_failure() {
        let folder = folder(&[("a.rs", "text")]);
        let mut child = command(quick(folder.path(), &[]))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("the program ends");
        assert!(output.status.success(), "{}", text(&output.stderr));
        assert!(!text(&output.stderr).contains("output"), "{}", text(&output.stderr));
    }
}
