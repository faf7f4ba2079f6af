//! Everything that may stand in the parentheses.
#![deny(warnings)]

use telemetry_core::{Label, count, gauge, instrumented, observe, scope};

#[derive(Clone, Copy, Label)]
enum Op {
    Read,
    #[label = "w"]
    Write,
}

mod facade {
    pub use telemetry_core as stats;
}

#[instrumented(
    name = "all of it",
    labels(op = op, fixed = "yes", "odd key" = "1"),
    record(bytes = buffer.len(), out = ret.as_ref().map_or(0, |n| *n), half = 0.5, r#type = 1_u8),
    sample = auto,
    level = 3,
    err = Err(code) if code.is_empty(),
    crate = facade::stats,
)]
fn all(op: Op, buffer: &[u8]) -> Result<usize, String> {
    match op {
        Op::Read => Ok(buffer.len()),
        Op::Write => Err(String::new()),
    }
}

#[facade::stats::instrumented(crate = "facade::stats", sample = never, outcome = option)]
async fn other(n: Option<u8>) -> Option<u8> {
    n
}

#[instrumented()]
fn empty_parentheses() {}

fn main() {
    let _ = (all(Op::Read, b"abc"), all(Op::Write, b"abc"));
    empty_parentheses();
    drop(other(None));
    let hits = 3_usize;
    count!("hits");
    count!("hits", hits);
    count!("hits", hits, labels(op = Op::Read));
    count!("labelled", labels(op = "x"), level = 2);
    gauge!("depth", hits);
    gauge!("open", += 1);
    gauge!("open", -= 1, labels(pool = "main"));
    observe!("bytes", hits, unit = "bytes");
    let guard = scope!("scope", sample = 4, labels(phase = "merge"));
    guard.finish(telemetry_core::Outcome::Error);
}
