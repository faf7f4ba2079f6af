//! `examples/codesearch` shows its telemetry, in a browser and on the command line.

use std::{
    io::{BufRead, BufReader, Write as _},
    net::SocketAddr,
    path::Path,
    process::{Child, ChildStderr, Command, Stdio},
};

use test_collector::Collector;

#[path = "outside/codesearch.rs"]
mod codesearch;
#[path = "outside/get.rs"]
mod get;
#[path = "outside/http.rs"]
mod http;

use codesearch::{command, fails, folder, quick, run, succeeds};
use get::get;

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

fn line_with(stderr: &mut impl BufRead, part: &str) -> String {
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

#[test]
fn a_token_can_be_kept_off_the_command_line() {
    let collector = Collector::start();
    let line = ["telemetry", "delete", "--token", "-", "--endpoint", &collector.url()];
    let mut command = command(line);
    let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    writeln!(stdin, "{}", "07".repeat(32)).expect("it reads");
    drop(stdin);
    let output = child.wait_with_output().expect("it ends");
    assert!(succeeds(&output).contains("receipt        r-0\n"), "{output:?}");
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_serving_with_status_0() {
    let folder = folder(&[("a.rs", "fn fox() {}")]);
    let mut serving = Serving::start(folder.path());
    serving.until_done();
    let interrupt = format!("kill -INT {}", serving.0.id());
    assert!(Command::new("sh").args(["-c", &interrupt]).status().expect("a shell").success());
    let status = serving.0.wait().expect("it ends");
    assert_eq!(status.code(), Some(0), "{status}");
    assert!(get(serving.2, "/metrics").is_err());
}
