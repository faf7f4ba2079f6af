//! `fastrace`: a span outside any trace, and one in a trace that is collected.

use std::sync::Once;

use fastrace::{
    Span,
    collector::{Config, Reporter, SpanContext, SpanRecord},
};
use telemetry_bench_peers::contender::{Contender, body, repeat};

/// Calls under one root span. The library keeps at most 4096 spans per trace
/// and thread and drops the rest, which would look like speed.
const CALLS_PER_TRACE: u64 = 1_000;

pub(super) fn contenders() -> Vec<Contender> {
    vec![
        Contender::new("fastrace, no parent", "nothing", no_parent)
            .package("fastrace")
            .before(install),
        Contender::with_loop("fastrace, with parent", "span record", in_traces)
            .package("fastrace")
            .settings("a root span per 1,000 calls, a reporter that drops the batch")
            .after(fastrace::flush),
    ]
}

#[fastrace::trace(short_name = true)]
#[inline(never)]
fn no_parent(x: u64) -> u64 {
    body(x)
}

#[fastrace::trace(short_name = true)]
#[inline(never)]
fn with_parent(x: u64) -> u64 {
    body(x)
}

fn in_traces(mut calls: u64) {
    while calls > 0 {
        let now = calls.min(CALLS_PER_TRACE);
        let root = Span::root("root", SpanContext::random());
        let _parent = root.set_local_parent();
        repeat(now, with_parent);
        calls -= now;
    }
}

fn install() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| fastrace::set_reporter(Discard, Config::default()));
}

struct Discard;

impl Reporter for Discard {
    fn report(&mut self, spans: Vec<SpanRecord>) {
        drop(spans);
    }
}
