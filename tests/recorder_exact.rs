//! Counts are exact and monotone, whatever the threads do.

use std::{
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    thread,
};

use telemetry_core::{Callsite, Description, Outcome, snapshot};

const THREADS: u64 = 8;
const CALLS: u64 = 20_000;

static BUSY: Callsite = Callsite::new(|| Description::timed("busy", module_path!()));
static CHURN: Callsite = Callsite::new(|| Description::timed("churn", module_path!()));
static DYING: Callsite = Callsite::new(|| Description::timed("dying", module_path!()));

#[test]
fn threads_times_calls_are_counted_and_never_go_back() {
    let (done, snapshots) = (AtomicBool::new(false), AtomicU64::new(0));
    thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let (mut calls, mut ends) = (0, 0);
            while !done.load(Ordering::Relaxed) {
                let taken = snapshot();
                let Some(site) = taken.find("busy") else { continue };
                let ended = site.ok() + site.errors();
                assert_eq!(site.calls(), ended + site.in_flight());
                assert!(site.calls() >= calls, "{} after {calls}", site.calls());
                assert!(ended >= ends, "{ended} after {ends}");
                (calls, ends) = (site.calls(), ended);
                snapshots.fetch_add(1, Ordering::Relaxed);
            }
        });
        let writers: Vec<_> = (0..THREADS)
            .map(|_| {
                scope.spawn(|| {
                    for call in 0..CALLS {
                        let outcome = if call % 4 == 0 { Outcome::Error } else { Outcome::Ok };
                        BUSY.start().finish(outcome);
                    }
                })
            })
            .collect();
        for writer in writers {
            writer.join().unwrap();
        }
        while snapshots.load(Ordering::Relaxed) == 0 {
            thread::yield_now();
        }
        done.store(true, Ordering::Relaxed);
        reader.join().unwrap();
    });
    let taken = snapshot();
    let site = taken.find("busy").unwrap();
    assert_eq!(site.calls(), THREADS * CALLS);
    assert_eq!(site.errors(), THREADS * CALLS / 4);
    assert_eq!(site.ok(), THREADS * CALLS * 3 / 4);
    assert_eq!(site.duration().count(), THREADS * CALLS);
    assert_eq!(site.in_flight(), 0);
}

#[test]
fn short_lived_threads_are_counted() {
    for _ in 0..2_000 {
        thread::spawn(|| CHURN.start().finish(Outcome::Ok)).join().unwrap();
    }
    let taken = snapshot();
    assert_eq!(taken.find("churn").unwrap().ok(), 2_000);
    assert_eq!(taken.find("churn").unwrap().duration().count(), 2_000);
}

/// Calls the callsite when the thread's locals are destroyed.
struct CallsAtEnd;

impl Drop for CallsAtEnd {
    fn drop(&mut self) {
        DYING.start().finish(Outcome::Ok);
    }
}

thread_local! {
    static BEFORE: CallsAtEnd = const { CallsAtEnd };
    static AFTER: CallsAtEnd = const { CallsAtEnd };
}

#[test]
fn calls_in_thread_local_destructors_are_counted() {
    const ENDED: u64 = 200;
    for _ in 0..ENDED {
        // One local is set up before the recorder's own and one after it, so that
        // one of them is destroyed after the thread's shards are gone.
        thread::spawn(|| {
            BEFORE.with(|_| ());
            DYING.start().finish(Outcome::Ok);
            AFTER.with(|_| ());
        })
        .join()
        .unwrap();
    }
    let taken = snapshot();
    let site = taken.find("dying").unwrap();
    assert_eq!(site.calls(), 3 * ENDED);
    assert_eq!(site.ok(), 3 * ENDED);
    assert_eq!(site.duration().count(), 3 * ENDED);
}
