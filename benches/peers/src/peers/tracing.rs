//! `tracing`: the same span without a subscriber, into the registry, and into
//! `tracing-timing`'s histograms.
//!
//! A process has one global subscriber, and a thread's own one is slower to
//! find. So a switch is the global one, and costs one relaxed load.

use std::sync::{
    Once,
    atomic::{AtomicBool, Ordering},
};

use telemetry_bench_peers::contender::{Contender, body};
use tracing::{
    Event, Metadata, Subscriber,
    level_filters::LevelFilter,
    span::{Attributes, Id, Record},
    subscriber::{Interest, set_global_default},
};
use tracing_subscriber::Registry;
use tracing_timing::{Builder, Histogram, TimingSubscriber};

/// Which of the two is on. Relaxed: it changes only while no worker runs.
static TIMING: AtomicBool = AtomicBool::new(false);

pub(super) fn contenders() -> Vec<Contender> {
    vec![
        Contender::new("tracing, no subscriber", "nothing", no_subscriber)
            .package("tracing")
            .settings("`#[instrument(skip_all)]` at a level that nobody asks for")
            .before(install),
        Contender::new("tracing, registry", "nothing", span)
            .package("tracing-subscriber")
            .settings("`#[instrument(skip_all)]`, a bare `Registry` as the global subscriber")
            .before(|| TIMING.store(false, Ordering::Relaxed)),
        Contender::new("tracing-timing", "histogram", span_with_event)
            .package("tracing-timing")
            .settings(
                "`#[instrument(skip_all)]` and an event at the end, two digits up to 1 ms \
                 (`span_close_events` deadlocks when two threads close spans)",
            )
            .before(|| TIMING.store(true, Ordering::Relaxed)),
    ]
}

#[tracing::instrument(skip_all, level = "trace")]
#[inline(never)]
fn no_subscriber(x: u64) -> u64 {
    body(x)
}

#[tracing::instrument(skip_all)]
#[inline(never)]
fn span(x: u64) -> u64 {
    body(x)
}

#[tracing::instrument(skip_all)]
#[inline(never)]
fn span_with_event(x: u64) -> u64 {
    let y = body(x);
    tracing::info!("done");
    y
}

fn install() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let histogram = || Histogram::new_with_max(1_000_000, 2).expect("the bounds are valid");
        let timing = Builder::default().build(histogram);
        let switch = Switch { registry: Registry::default(), timing };
        set_global_default(switch).expect("nobody else sets a subscriber");
    });
}

struct Switch {
    registry: Registry,
    timing: TimingSubscriber,
}

/// Forwards a call to the one that is on.
macro_rules! forward {
    ($self:ident, $($call:tt)+) => {
        if TIMING.load(Ordering::Relaxed) { $self.timing.$($call)+ } else { $self.registry.$($call)+ }
    };
}

impl Subscriber for Switch {
    fn register_callsite(&self, _: &'static Metadata<'static>) -> Interest {
        Interest::always()
    }

    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(LevelFilter::INFO)
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        forward!(self, new_span(span))
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        forward!(self, record(span, values));
    }

    fn record_follows_from(&self, span: &Id, follows: &Id) {
        forward!(self, record_follows_from(span, follows));
    }

    fn event(&self, event: &Event<'_>) {
        forward!(self, event(event));
    }

    fn enter(&self, span: &Id) {
        forward!(self, enter(span));
    }

    fn exit(&self, span: &Id) {
        forward!(self, exit(span));
    }

    fn clone_span(&self, span: &Id) -> Id {
        forward!(self, clone_span(span))
    }

    fn try_close(&self, span: Id) -> bool {
        forward!(self, try_close(span))
    }
}
