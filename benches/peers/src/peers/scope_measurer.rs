//! A guard as the database behind the seed page describes its own: at the end
//! of the scope it locks the scope's aggregator, which keeps how often the
//! scope succeeded and failed, the shortest and longest time, the average of
//! the last 128, counts in eleven fixed buckets from one millisecond up, and
//! when it was last left. Written anew from that description.

use std::{
    sync::{Arc, LazyLock},
    time::{Duration, Instant, SystemTime},
};

use parking_lot::Mutex;
use telemetry_bench_peers::contender::{Contender, body};

/// How many durations the average is taken over.
const WINDOW: usize = 128;
/// Upper bounds of the buckets in microseconds.
const BOUNDS: [f32; 11] = [1e3, 5e3, 10e3, 20e3, 50e3, 100e3, 200e3, 500e3, 1e6, 5e6, 10e6];

static AGGREGATOR: LazyLock<Arc<Mutex<Aggregator>>> = LazyLock::new(Arc::default);

pub(super) fn contenders() -> Vec<Contender> {
    vec![
        Contender::new("seed vendor's measurer", "count, min, max, 11 buckets", measured)
            .settings("re-created: `Instant`, an `Arc` of a `parking_lot::Mutex` per scope"),
    ]
}

#[inline(never)]
fn measured(x: u64) -> u64 {
    let mut scope = Scope::enter(&AGGREGATOR);
    let y = body(x);
    scope.success = true;
    y
}

struct Scope {
    aggregator: Arc<Mutex<Aggregator>>,
    start: Instant,
    success: bool,
}

impl Scope {
    fn enter(aggregator: &Arc<Mutex<Aggregator>>) -> Self {
        Self { aggregator: Arc::clone(aggregator), start: Instant::now(), success: false }
    }
}

impl Drop for Scope {
    fn drop(&mut self) {
        self.aggregator.lock().add(self.success, self.start.elapsed());
    }
}

struct Aggregator {
    succeeded: usize,
    failed: usize,
    recent: [f32; WINDOW],
    next: usize,
    min: f32,
    max: f32,
    buckets: [usize; BOUNDS.len() + 1],
    last: SystemTime,
}

impl Default for Aggregator {
    fn default() -> Self {
        Self {
            succeeded: 0,
            failed: 0,
            recent: [0.0; WINDOW],
            next: 0,
            min: f32::INFINITY,
            max: 0.0,
            buckets: [0; BOUNDS.len() + 1],
            last: SystemTime::UNIX_EPOCH,
        }
    }
}

impl Aggregator {
    fn add(&mut self, success: bool, elapsed: Duration) {
        if !success {
            self.failed += 1;
            return;
        }
        let micros = elapsed.as_secs_f32() * 1e6;
        self.succeeded += 1;
        self.recent[self.next] = micros;
        self.next = (self.next + 1) % WINDOW;
        self.min = self.min.min(micros);
        self.max = self.max.max(micros);
        self.buckets[BOUNDS.partition_point(|bound| micros > *bound)] += 1;
        self.last = SystemTime::now();
    }
}
