//! Makes the figures in `docs/`: `calls`, `reader`, `compile`, or all of them.

#![expect(
    clippy::disallowed_methods,
    reason = "`Instant::now` is what many peers are handed, and one of the rows"
)]

mod calls;
mod compile;
mod peers;
mod reader;

use std::{env, io, time::Duration};

/// How to make the figures again.
const COMMAND: &str = "cargo run --profile bench -p telemetry-bench-peers --features peers";
/// Time for the calls, all rows and rounds together.
const CALLS_SECONDS: u32 = 150;
/// Measured builds of each kind, interleaved over the macros.
const COMPILE_ROUNDS: u32 = 5;

fn main() -> io::Result<()> {
    let mut args = env::args().skip(1);
    let what = args.next().unwrap_or_else(|| "all".to_owned());
    let effort: Option<u32> = args.next().and_then(|text| text.parse().ok());
    let budget = Duration::from_secs(effort.unwrap_or(CALLS_SECONDS).into());
    let rounds = effort.unwrap_or(COMPILE_ROUNDS) as usize;
    match what.as_str() {
        "calls" => calls::write(budget),
        "compile" => compile::write(rounds),
        "reader" => reader::write(),
        "all" => {
            calls::write(budget)?;
            reader::write()?;
            compile::write(rounds)
        }
        other => Err(io::Error::other(format!(
            "no figure `{other}`; there are `calls`, `reader` and `compile`"
        ))),
    }
}
