//! What telemetry costs the service under load: two servers, one that records and
//! is scraped and previewed meanwhile, one that records nothing; the same requests
//! to each in turn, as many as it can take.
//!
//! ```text
//! cargo build --release -p link-server && target/release/load
//! ```

mod client;
mod drive;
mod server;
mod tally;
mod watch;

use std::{
    error::Error,
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
    time::Duration,
};

use clap::{Parser, value_parser};
use tokio::runtime::Builder;

use crate::{
    drive::{Load, drive},
    server::Server,
    tally::Comparison,
    watch::{expect_calls, watched},
};

/// Before the first round, for each server.
const WARM_UP: Duration = Duration::from_millis(500);

/// Drive two link servers, one with and one without recording, in turn.
#[derive(Clone, Debug, Parser)]
#[command(name = "load")]
#[command(after_help = "\
It fails if an answer is not the expected one, or if the calls that the first
server recorded are not exactly the requests that were made.")]
struct Cli {
    /// Rounds, each with both servers, in alternating order
    #[arg(long, value_name = "N", default_value_t = 30, value_parser = value_parser!(u32).range(1..=1000))]
    rounds: u32,

    /// Milliseconds of each server in each round
    #[arg(long, value_name = "N", default_value_t = 500, value_parser = value_parser!(u64).range(1..=60_000))]
    millis: u64,

    /// Requests to each server in each round, at most
    #[arg(long, value_name = "N", default_value_t = 1_000_000, value_parser = value_parser!(u64).range(1..))]
    requests: u64,

    /// Connections that ask one request after the other
    #[arg(long, value_name = "N", default_value_t = 16, value_parser = value_parser!(u64).range(1..=1000))]
    connections: u64,

    /// Milliseconds from one scrape or preview to the next
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = value_parser!(u64).range(10..))]
    scrape_millis: u64,

    /// Compare with this program, as built with `--features off`, instead of with
    /// the same one that is told to record nothing
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
}

fn main() -> ExitCode {
    let runtime = match Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&error),
    };
    match runtime.block_on(run(&Cli::parse(), &mut io::stdout().lock())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(&*error),
    }
}

fn failed(error: &dyn Error) -> ExitCode {
    // With standard error closed there is nobody left to tell.
    let _ = writeln!(io::stderr(), "load: {error}");
    ExitCode::FAILURE
}

async fn run(cli: &Cli, out: &mut dyn Write) -> Result<(), Box<dyn Error>> {
    let recording = Server::start(None, &[])?;
    let bare = Server::start(cli.baseline.as_deref(), &["--no-recording"])?;
    let load = |time| Load { connections: cli.connections, requests: cli.requests, time };
    let mut followed = 0;
    for server in [&recording, &bare] {
        drive::make_links(server.address).await?;
        let warm = drive(server.address, load(WARM_UP)).await?;
        followed += if server.address == recording.address { warm.followed } else { 0 };
    }
    let mut comparison = Comparison::default();
    writeln!(out, "round     with    without  requests per second")?;
    for round in 0..cli.rounds {
        let load = load(Duration::from_millis(cli.millis));
        let first =
            if round % 2 == 0 { None } else { Some(bare.under(drive(bare.address, load)).await?) };
        let pause = Duration::from_millis(cli.scrape_millis);
        let with = drive(recording.address, load);
        let with = watched(recording.address, pause, &mut comparison.looks, with);
        let with = recording.under(with).await?;
        let without = match first {
            Some(without) => without,
            None => bare.under(drive(bare.address, load)).await?,
        };
        followed += with.followed;
        comparison.add(&with, &without);
        writeln!(out, "{:>5} {}", round + 1, comparison.last())?;
    }
    expect_calls(recording.address, followed).await?;
    write!(out, "{comparison}")?;
    Ok(())
}
