//! Every mistake in the arguments, each under the word at fault.

use telemetry_core::instrumented;

#[instrumented(nmae = "x", sample = 0, level = 300, labels(), name = "a", name = "b")]
fn several() {}

#[instrumented(sample = often, labels(op = 1), record(bytes), frobnicate)]
fn more(bytes: u8) {
    let _ = bytes;
}

#[instrumented(err = Err(_), outcome = plain)]
fn contradictory() -> Result<(), ()> {
    Ok(())
}

#[instrumented(name = "x" level = 1)]
fn comma() {}

#[instrumented(outcome = maybe)]
fn outcome() -> Option<u8> {
    None
}

#[instrumented(name = "one name for all", level = 1)]
mod block {
    #[instrumented(skip, level = 1)]
    pub fn skipped() {}
}

#[instrumented(labels(op = "a", op = "b", kind = 1, = 2), record(n = 1, n = 2, 3))]
fn lists() {}

#[instrumented(span = "loud")]
fn span() {}

#[instrumented(err = Err(2))]
#[track_caller]
fn in_place(n: u8) -> Result<u8, u8> {
    Ok(Err(n)?)
}

fn main() {
    // The items are kept: nothing here is unknown.
    several();
    more(1);
    let _ = contradictory();
    comma();
    outcome();
    block::skipped();
    lists();
    span();
    let _ = in_place(1);
}
