//! This project, in each way that a call can be recorded.

use std::num::NonZeroU32;

use telemetry_bench_peers::contender::{Contender, body};
use telemetry_core::{Callsite, Name, Outcome, Sampling, set_recording};

static TIMED: Callsite = Callsite::timed(Name::Given("timed"), module_path!(), file!(), line!());
static SAMPLED: Callsite =
    Callsite::timed(Name::Given("sampled"), module_path!(), file!(), line!())
        .with_sampling(Sampling::OneIn(NonZeroU32::new(32).expect("not zero")));
static AUTO: Callsite = Callsite::timed(Name::Given("auto"), module_path!(), file!(), line!())
    .with_sampling(Sampling::Auto);
static COUNTED: Callsite =
    Callsite::counter(Name::Given("counted"), module_path!(), file!(), line!());

const ALL: &str = "count, outcomes, sum, max, histogram";
const SAMPLED_ALL: &str = "count, outcomes; sampled sum, max, histogram";

pub(super) fn contenders() -> Vec<Contender> {
    vec![
        Contender::new("telemetry, every call timed", ALL, timed).package("telemetry-core"),
        Contender::new("telemetry, 1 call in 32 timed", SAMPLED_ALL, sampled)
            .package("telemetry-core")
            .settings("`sample = 32`: counts stay exact"),
        Contender::new("telemetry, `sample = auto`", SAMPLED_ALL, auto)
            .package("telemetry-core")
            .settings("the default budget of 1 % of the callsite's time: counts stay exact"),
        Contender::new("telemetry, counted", "count", counted)
            .package("telemetry-core")
            .settings("`count!`"),
        Contender::new("telemetry, recording off", "nothing", timed)
            .package("telemetry-core")
            .settings("`set_recording(false)`")
            .before(|| set_recording(false))
            .after(|| set_recording(true)),
    ]
}

#[inline(never)]
fn timed(x: u64) -> u64 {
    let started = TIMED.start();
    let y = body(x);
    started.finish(Outcome::None);
    y
}

#[inline(never)]
fn sampled(x: u64) -> u64 {
    let started = SAMPLED.start_sampled();
    let y = body(x);
    started.finish(Outcome::None);
    y
}

#[inline(never)]
fn auto(x: u64) -> u64 {
    let started = AUTO.start_sampled();
    let y = body(x);
    started.finish(Outcome::None);
    y
}

#[inline(never)]
fn counted(x: u64) -> u64 {
    COUNTED.add(1);
    body(x)
}
