//! Programs that run beside a test.

use std::{
    fs::File,
    io,
    net::{SocketAddr, TcpListener},
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    thread,
    time::Duration,
};

/// A started program, stopped at the end.
pub(crate) struct Running(Child);

impl Running {
    /// Starts `command`, its output in `log`.
    pub(crate) fn start(command: &mut Command, log: &Path) -> Self {
        let file = File::create(log).expect("the folder is writable");
        let errors = file.try_clone().expect("a file can be shared");
        let command = command.stdin(Stdio::null()).stdout(file).stderr(errors);
        Self(command.spawn().expect("the program starts"))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _: io::Result<()> = self.0.kill();
        let _: io::Result<ExitStatus> = self.0.wait();
    }
}

/// A loopback address that nobody listens on.
pub(crate) fn free_address() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has free ports");
    listener.local_addr().expect("a bound socket has an address")
}

/// Asks until there is an answer, for at most `seconds`.
pub(crate) fn wait_for<T>(what: &str, seconds: u32, mut ask: impl FnMut() -> Option<T>) -> T {
    for _ in 0..seconds * 10 {
        if let Some(answer) = ask() {
            return answer;
        }
        thread::sleep(Duration::from_millis(100));
    }
    panic!("no {what} in {seconds} s");
}
