//! After a thread's first call the hot path allocates nothing, and an allocator
//! that is itself instrumented is counted without calling itself.

use std::{
    alloc::{GlobalAlloc, Layout, System},
    cell::Cell,
    hint::black_box,
    thread,
};

use telemetry_core::{
    Callsite, Description, Label, Outcome, allocated_bytes, instrumented, snapshot,
};

static ALLOC: Callsite = Callsite::new(|| Description::timed("alloc", module_path!()));
static HOT: Callsite = Callsite::new(|| Description::timed("hot", module_path!()));
static CHURN: Callsite = Callsite::new(|| Description::timed("churn", module_path!()));

#[derive(Clone, Copy, Label)]
enum Op {
    Read,
    Write,
}

#[instrumented(labels(op = op), record(n = n))]
fn labelled(op: Op, n: u64) -> Result<u64, ()> {
    match op {
        Op::Read => Ok(black_box(n)),
        Op::Write => Err(()),
    }
}

/// An allocator whose `alloc` is instrumented.
struct Instrumented;

thread_local! {
    /// Of this thread: the one that runs the tests allocates when it likes.
    static ALLOCATIONS: Cell<u64> = const { Cell::new(0) };
}

#[expect(unsafe_code, reason = "a global allocator is unsafe by nature")]
// SAFETY: everything is passed on to the system's allocator.
unsafe impl GlobalAlloc for Instrumented {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.set(ALLOCATIONS.get() + 1);
        let started = ALLOC.start();
        // SAFETY: the caller's contract.
        let block = unsafe { System.alloc(layout) };
        started.finish(Outcome::Ok);
        block
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: the caller's contract.
        unsafe { System.dealloc(block, layout) }
    }
}

#[global_allocator]
static GLOBAL: Instrumented = Instrumented;

/// One test, since it counts everything that the process allocates.
#[test]
fn the_hot_path_allocates_nothing_and_an_allocator_may_be_instrumented() {
    HOT.start().finish(Outcome::Ok);
    let durations = [1_u64, 100, 10_000];
    let calls = |times: u64| {
        for _ in 0..times {
            for spins in durations {
                let started = HOT.start();
                for _ in 0..spins {
                    black_box(spins);
                }
                started.finish(Outcome::Ok);
                let _ = black_box(labelled(Op::Read, spins));
                let _ = black_box(labelled(Op::Write, spins));
            }
        }
    };
    calls(100);
    let (ours, global) = (allocated_bytes(), ALLOCATIONS.get());
    // Only a duration of a new magnitude brings an octave, and there are at most 64 of
    // them for each of the three histograms: so some round must be free of them, however
    // often the machine holds one up.
    let free_of_new_octaves = (0..=3 * 64).any(|_| {
        let before = allocated_bytes();
        calls(100);
        allocated_bytes() == before
    });
    assert!(free_of_new_octaves, "{} more bytes", allocated_bytes() - ours);
    assert_eq!(ALLOCATIONS.get(), global, "the global allocator was called");

    let recorded = calls_of("alloc");
    let before = ALLOCATIONS.get();
    let blocks: Vec<_> = (0..10_000_u64).map(|n| Box::new(black_box(n))).collect();
    assert_eq!(blocks.len(), 10_000);
    // Snapshots allocate too, before the inner reading and after it.
    let (allocated, counted) = (ALLOCATIONS.get() - before, calls_of("alloc") - recorded);
    assert!(counted >= allocated && allocated >= 10_000, "{counted} of {allocated} counted");

    memory_is_flat_over_churn();
}

fn calls_of(name: &str) -> u64 {
    snapshot().find(name).expect("it was called").calls()
}

fn memory_is_flat_over_churn() {
    let churn = |threads: u64| {
        for _ in 0..threads {
            thread::spawn(|| CHURN.start().finish(Outcome::Ok)).join().expect("no panic");
        }
    };
    churn(100);
    let bytes = allocated_bytes();
    churn(5_000);
    let more = allocated_bytes().saturating_sub(bytes);
    // The one shard that all of them use in turn has at most 64 octaves of 256 bytes;
    // a leak of four bytes per thread would be more.
    assert!(more <= 64 * 256, "5000 threads left {more} bytes");
    assert_eq!(calls_of("churn"), 5_100);
}
