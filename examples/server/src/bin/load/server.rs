//! A server as a process of its own.

use std::{
    env,
    error::Error,
    fs,
    io::{BufRead as _, BufReader},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
};

use crate::tally::Tally;

/// A running server, stopped at the end.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: SocketAddr,
}

impl Server {
    /// Starts `program`, else the server that was built with this one, on a free
    /// loopback port and with nothing in its environment that decides about
    /// telemetry.
    pub(crate) fn start(program: Option<&Path>, options: &[&str]) -> Result<Self, Box<dyn Error>> {
        let program = program.map_or_else(beside, |program| Ok(program.to_owned()))?;
        let mut command = Command::new(&program);
        let command = command.env_clear().args(["--listen", "127.0.0.1:0"]).args(options);
        let command = command.stdin(Stdio::null()).stderr(Stdio::piped());
        let failed = |error| format!("{}: {error}", program.display());
        let mut child = command.spawn().map_err(failed)?;
        let mut lines = BufReader::new(child.stderr.take().ok_or("no pipe")?).lines();
        let address = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| line.split_once("serving on http://").map(|(_, at)| at.to_owned()));
        // Nobody reads what it says later, but it must not block it.
        thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
        let server = |address| Self { child, address };
        Ok(server(address.ok_or("the server did not start")?.parse()?))
    }

    /// Does `work`, which loads this server; what came of it, with the processor
    /// time that it took here.
    pub(crate) async fn under(
        &self,
        work: impl Future<Output = Result<Tally, Box<dyn Error>>>,
    ) -> Result<Tally, Box<dyn Error>> {
        let before = processor_ticks(self.child.id());
        let mut tally = work.await?;
        tally.processor_ticks = processor_ticks(self.child.id()) - before;
        Ok(tally)
    }
}

/// Processor time of a process so far, in ticks of the system; 0 where it does
/// not tell.
fn processor_ticks(process: u32) -> u64 {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    // After the name, which may hold anything: 11 fields, then user and system time.
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let times = after_name.split_whitespace().skip(11).take(2);
    times.filter_map(|ticks| ticks.parse::<u64>().ok()).sum()
}

fn beside() -> Result<PathBuf, Box<dyn Error>> {
    let program =
        env::current_exe()?.with_file_name(format!("link-server{}", env::consts::EXE_SUFFIX));
    let absent =
        || format!("{}: build it first, cargo build --release -p link-server", program.display());
    if program.is_file() { Ok(program.clone()) } else { Err(absent().into()) }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
