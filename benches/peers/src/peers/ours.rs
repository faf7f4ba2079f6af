//! This project, in each way that a call can be recorded.

use telemetry_bench_peers::contender::{Contender, body};
use telemetry_core::{instrumented, set_recording};

const ALL: &str = "count, outcomes, sum, max, histogram";
const SAMPLED: &str = "count, outcomes; sampled sum, max, histogram";

pub(super) fn contenders() -> Vec<Contender> {
    vec![
        Contender::new("telemetry, every call timed", ALL, timed)
            .package("telemetry-core")
            .settings("`#[instrumented]`"),
        Contender::new("telemetry, 1 call in 32 timed", SAMPLED, sampled)
            .package("telemetry-core")
            .settings("`#[instrumented(sample = 32)]`: counts stay exact"),
        Contender::new("telemetry, timed by budget", SAMPLED, auto)
            .package("telemetry-core")
            .settings("`#[instrumented(sample = auto)]`, the default budget: counts stay exact"),
        Contender::new("telemetry, counted", "count, outcomes", counted)
            .package("telemetry-core")
            .settings("`#[instrumented(sample = never)]`"),
        Contender::new("telemetry, recording off", "nothing", timed)
            .package("telemetry-core")
            .settings(
                "`set_recording(false)`; with the feature `off` a call takes the instructions of \
                 the body alone, which `tests/instructions.rs` holds",
            )
            .before(|| set_recording(false))
            .after(|| set_recording(true)),
    ]
}

#[instrumented]
#[inline(never)]
fn timed(x: u64) -> u64 {
    body(x)
}

#[instrumented(sample = 32)]
#[inline(never)]
fn sampled(x: u64) -> u64 {
    body(x)
}

#[instrumented(sample = auto)]
#[inline(never)]
fn auto(x: u64) -> u64 {
    body(x)
}

#[instrumented(sample = never)]
#[inline(never)]
fn counted(x: u64) -> u64 {
    body(x)
}
