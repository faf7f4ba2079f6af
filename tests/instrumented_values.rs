//! Labels, recorded values, and what is measured in the middle of a function.

#![allow(clippy::items_after_statements, clippy::unnecessary_wraps, reason = "small functions")]

use std::{future::Future, pin::pin, task::Context, time::Duration};

use telemetry_core::{Label, Outcome, count, gauge, instrumented, observe, scope};

#[derive(Clone, Copy, Label)]
enum Op {
    Read,
    Write,
}

#[derive(Clone, Copy, Label)]
enum Tier {
    Hot,
    #[label = "archive"]
    Cold,
}

#[instrumented(labels(op = op, tier = temperature, fixed = "yes"), record(bytes = buffer.len(), out = *ret))]
fn labelled(op: Op, temperature: Tier, buffer: &[u8]) -> usize {
    match op {
        Op::Read if matches!(temperature, Tier::Hot) => buffer.len() * 2,
        Op::Read => 1,
        Op::Write => 0,
    }
}

#[instrumented(labels(retry = attempt > 1), record(attempt = attempt, rows = ret.as_ref().map_or(0, Vec::len)))]
async fn asynchronous(attempt: u32) -> Result<Vec<u8>, ()> {
    std::future::ready(()).await;
    if attempt == 0 { Err(()) } else { Ok(vec![1, 2]) }
}

/// Reads a page.
///
/// More words.
#[instrumented(name = "page.read", level = 4, sample = 1)]
fn described() -> Result<u8, ()> {
    Ok(1)
}

fn poll<T>(future: impl Future<Output = T>) {
    let mut context = Context::from_waker(std::task::Waker::noop());
    assert!(pin!(future).poll(&mut context).is_ready());
}

#[test]
fn each_combination_of_chosen_labels_is_a_series() {
    labelled(Op::Read, Tier::Hot, &[0; 10]);
    labelled(Op::Read, Tier::Hot, &[0; 30]);
    labelled(Op::Write, Tier::Cold, &[0; 5]);
    let snapshot = telemetry_core::snapshot();
    let series = |op: &str, tier: &str| {
        snapshot
            .callsites()
            .find(|callsite| {
                callsite.name().ends_with("::labelled")
                    && callsite.labels().get("op").is_some_and(|value| value == op)
                    && callsite.labels().get("tier").is_some_and(|value| value == tier)
            })
            .unwrap_or_else(|| panic!("{op} {tier} was called"))
    };
    let (hot, cold) = (series("read", "hot"), series("write", "archive"));
    assert_eq!((hot.calls(), cold.calls()), (2, 1));
    assert_eq!(hot.labels().get("fixed").map(String::as_str), Some("yes"));
    assert_eq!(hot.values("bytes").expect("recorded").sum(), 40);
    assert_eq!(hot.values("out").expect("recorded").sum(), 80);
    assert_eq!(cold.values("bytes").expect("recorded").sum(), 5);
    let calls: u64 = snapshot
        .callsites()
        .filter(|callsite| callsite.name().ends_with("::labelled"))
        .map(telemetry_core::CallsiteSnapshot::calls)
        .sum();
    assert_eq!(calls, 3);
}

#[test]
fn an_async_fn_records_what_it_got_and_what_it_returns() {
    for attempt in 0..3 {
        poll(asynchronous(attempt));
    }
    let snapshot = telemetry_core::snapshot();
    let of = |retry: &str| {
        snapshot
            .callsites()
            .find(|callsite| {
                callsite.name().ends_with("::asynchronous")
                    && callsite.labels().get("retry").is_some_and(|value| value == retry)
            })
            .expect("it was polled")
    };
    assert_eq!((of("false").errors(), of("false").ok(), of("true").ok()), (1, 1, 1));
    assert_eq!(of("false").values("attempt").expect("recorded").sum(), 1);
    assert_eq!(of("false").values("rows").expect("recorded").sum(), 2);
    assert_eq!(of("true").values("attempt").expect("recorded").sum(), 2);
}

#[test]
fn the_doc_comment_describes_the_callsite() {
    let _ = described();
    let snapshot = telemetry_core::snapshot();
    let page = snapshot.find("page.read").expect("it was called");
    assert_eq!((page.description(), page.level(), page.timed()), ("Reads a page.", 4, 1));
}

#[test]
fn recording_in_the_middle_of_a_function() {
    for n in 1..=3_u32 {
        let guard = scope!("values.scope", labels(phase = "merge"));
        count!("values.count");
        count!("values.rows", n, labels(op = Op::Read));
        gauge!("values.depth", n);
        gauge!("values.open", += 2);
        gauge!("values.open", -= 0.5);
        observe!("values.wait", Duration::from_nanos(5));
        if n == 3 {
            guard.finish(Outcome::Error);
        }
    }
    let snapshot = telemetry_core::snapshot();
    let scope = snapshot.find("values.scope").expect("it was entered");
    assert_eq!((scope.ok(), scope.errors(), scope.in_flight()), (2, 1, 0));
    let counter = |name: &str| {
        snapshot.counters().find(|c| c.name() == name && c.value() > 0).expect("counted").value()
    };
    assert_eq!((counter("values.count"), counter("values.rows")), (3, 6));
    let gauge = |name: &str| snapshot.gauges().find(|g| g.name() == name).expect("set").value();
    let shown = format!("{} {}", gauge("values.depth"), gauge("values.open"));
    assert_eq!(shown, "3 4.5", "what one place adds, another takes away");
    let values = snapshot.values().find(|v| v.name() == "values.wait").expect("observed");
    assert_eq!((values.histogram().count(), values.histogram().sum()), (3, 15));
}

#[test]
fn values_are_not_computed_while_recording_is_off() {
    use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
    static COMPUTED: AtomicU32 = AtomicU32::new(0);
    // A process of its own, since the switch is the process's.
    const CHILD: &str = "TELEMETRY_TEST_CHILD";
    if std::env::var_os(CHILD).is_none() {
        let me = std::env::current_exe().expect("a test has a file");
        let status = std::process::Command::new(me)
            .args(["--exact", "values_are_not_computed_while_recording_is_off"])
            .env(CHILD, "1")
            .status();
        assert!(status.expect("it starts").success());
        return;
    }
    #[instrumented(record(n = COMPUTED.fetch_add(1, Relaxed)))]
    fn costly() {}
    costly();
    telemetry_core::set_recording(false);
    costly();
    telemetry_core::set_recording(true);
    costly();
    assert_eq!(COMPUTED.load(Relaxed), 2);
}
