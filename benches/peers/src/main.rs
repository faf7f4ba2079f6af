//! Makes the figures in `docs/`: `calls`, or all of them.

#![expect(
    clippy::disallowed_methods,
    reason = "`Instant::now` is what many peers are handed, and one of the rows"
)]

mod calls;
mod peers;

use std::{env, io, time::Duration};

/// How to make the figures again.
const COMMAND: &str = "cargo run --profile bench -p telemetry-bench-peers --features peers";
/// Time for the calls, all rows and rounds together.
const CALLS_BUDGET: Duration = Duration::from_secs(150);

fn main() -> io::Result<()> {
    let mut args = env::args().skip(1);
    let what = args.next().unwrap_or_else(|| "all".to_owned());
    let seconds = args.next().and_then(|text| text.parse().ok()).map(Duration::from_secs);
    match what.as_str() {
        "calls" | "all" => calls::write(seconds.unwrap_or(CALLS_BUDGET)),
        other => Err(io::Error::other(format!("`{other}` is not a figure; there is `calls`"))),
    }
}
