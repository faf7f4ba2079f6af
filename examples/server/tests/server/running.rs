//! The service as a program that tests run.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    process::{Child, ChildStderr, Command, Stdio},
    time::Duration,
};

/// A running server.
pub(crate) struct Server {
    child: Child,
    stderr: BufReader<ChildStderr>,
    /// What it said up to the line with its address.
    said: String,
    pub(crate) address: SocketAddr,
}

/// The program with arguments and nothing in its environment.
pub(crate) fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_link-server"));
    command.env_clear().stdin(Stdio::null()).args(arguments);
    command
}

impl Server {
    /// Starts it with these arguments.
    pub(crate) fn start(arguments: &[&str]) -> Self {
        Self::start_as(command(arguments))
    }

    /// Starts it with what `command` says beside the address.
    pub(crate) fn start_as(mut command: Command) -> Self {
        let command = command.args(["--listen", "127.0.0.1:0"]).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the server starts");
        let mut stderr = BufReader::new(child.stderr.take().expect("a pipe"));
        let mut said = String::new();
        let address = loop {
            let read = stderr.read_line(&mut said).expect("UTF-8");
            assert_ne!(read, 0, "it ended: {said}");
            if let Some((_, address)) = said.trim_end().split_once("serving on http://") {
                break address.parse().expect("an address");
            }
        };
        Self { child, stderr, said, address }
    }

    /// Status and everything after it.
    pub(crate) fn ask(&self, request: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(self.address).expect("it listens");
        stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a socket has a timeout");
        stream.write_all(request.as_bytes()).expect("it reads");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        let status = answer.get(9..12).and_then(|status| status.parse().ok());
        (status.unwrap_or_else(|| panic!("no status in {answer:?}")), answer)
    }

    /// Asks for a path with more headers, each with its line end.
    pub(crate) fn get(&self, path: &str, headers: &str) -> (u16, String) {
        let host = self.address;
        self.ask(&format!(
            "GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n{headers}\r\n"
        ))
    }

    /// Makes a link.
    pub(crate) fn create(&self, url: &str) -> (u16, String) {
        let body = serde_json::json!({ "url": url }).to_string();
        self.ask(&format!(
            "POST /links HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        ))
    }

    /// Asks it to end; what it says until then.
    #[cfg(unix)]
    pub(crate) fn end(mut self) -> String {
        let terminate = format!("kill -TERM {}", self.child.id());
        assert!(Command::new("sh").args(["-c", &terminate]).status().expect("a shell").success());
        let mut rest = std::mem::take(&mut self.said);
        self.stderr.read_to_string(&mut rest).expect("UTF-8");
        assert_eq!(self.child.wait().expect("it ends").code(), Some(0), "{rest}");
        rest
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
