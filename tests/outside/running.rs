//! Programs that run beside a test.

use std::{
    fs::File,
    io, iter,
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::Path,
    process::{self, Child, Command, ExitStatus, Stdio},
    sync::atomic::{AtomicU32, Ordering},
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

/// A loopback address that nobody listens on, and that stays so until whoever it is for
/// does: its port is below those that systems give out by themselves, no process gets it
/// twice, and others begin elsewhere.
pub(crate) fn free_address() -> SocketAddr {
    const PORTS: u32 = 16_000;
    static GIVEN: AtomicU32 = AtomicU32::new(0);
    let next = || GIVEN.fetch_add(1, Ordering::Relaxed);
    let ports = iter::repeat_with(|| 14_000 + (process::id() % PORTS * 16 + next()) % PORTS);
    let addresses = ports.take(1_000).map(|port| {
        SocketAddr::from((Ipv4Addr::LOCALHOST, u16::try_from(port).expect("below 30 000")))
    });
    let mut free = addresses.filter(|address| TcpListener::bind(address).is_ok());
    free.next().expect("loopback has free ports")
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
