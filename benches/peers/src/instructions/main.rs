//! One workload, so many calls: what `tests/instructions.rs` counts under
//! callgrind. Two runs of different length differ by the calls alone.

use std::{env, future::ready, pin::pin, process::ExitCode, task};

use telemetry_bench_peers::contender::{body, repeat};
use telemetry_core::{instrumented, set_recording};

fn main() -> ExitCode {
    let mut args = env::args().skip(1);
    let workload = args.next().unwrap_or_default();
    let calls = args.next().and_then(|text| text.parse().ok()).unwrap_or(0);
    match workload.as_str() {
        "bare" => repeat(calls, bare),
        "bare_result" => repeat(calls, |x| bare_result(x).unwrap_or(0)),
        "bare_future" => repeat(calls, |x| polled(bare_future(x))),
        "timed" => repeat(calls, timed),
        "timed_result" => repeat(calls, |x| timed_result(x).unwrap_or(0)),
        "timed_in_place" => repeat(calls, |x| timed_in_place(&Lent, x)),
        "timed_future" => repeat(calls, |x| polled(timed_future(x))),
        "sampled" => repeat(calls, sampled),
        "counted" => repeat(calls, counted),
        "recording_off" => {
            set_recording(false);
            repeat(calls, timed);
        }
        _ => return ExitCode::FAILURE,
    }
    ExitCode::SUCCESS
}

/// What a future that never waits returns; not a number when it does wait.
fn polled(future: impl Future<Output = u64>) -> u64 {
    let mut context = task::Context::from_waker(task::Waker::noop());
    match pin!(future).poll(&mut context) {
        task::Poll::Ready(value) => value,
        task::Poll::Pending => u64::MAX,
    }
}

#[inline(never)]
fn bare(x: u64) -> u64 {
    body(x)
}

#[inline(never)]
fn bare_result(x: u64) -> Result<u64, u64> {
    fallible(x)
}

#[inline(never)]
async fn bare_future(x: u64) -> u64 {
    ready(body(x)).await
}

#[instrumented]
#[inline(never)]
fn timed(x: u64) -> u64 {
    body(x)
}

#[instrumented]
#[inline(never)]
fn timed_result(x: u64) -> Result<u64, u64> {
    fallible(x)
}

/// As [`timed`]; but for its body to be said of what would be said without the attribute, it
/// stays in the function itself, behind a guard.
#[instrumented]
#[inline(never)]
fn timed_in_place(lent: &Lent, x: u64) -> u64 {
    lent.push(x);
    body(x)
}

struct Lent;

impl Lent {
    #[inline]
    #[expect(clippy::unused_self, reason = "only the call around it is to be counted")]
    const fn push(&self, _: u64) {}
}

#[instrumented]
#[inline(never)]
async fn timed_future(x: u64) -> u64 {
    ready(body(x)).await
}

#[instrumented(sample = 32)]
#[inline(never)]
fn sampled(x: u64) -> u64 {
    body(x)
}

#[instrumented(sample = never)]
#[inline(never)]
fn counted(x: u64) -> u64 {
    body(x)
}

/// Fails for one number in four billion.
#[inline(always)]
#[expect(clippy::inline_always, reason = "the annotated function must hold the body itself")]
fn fallible(x: u64) -> Result<u64, u64> {
    let y = body(x);
    if y >> 32 == 7 { Err(x) } else { Ok(y) }
}
