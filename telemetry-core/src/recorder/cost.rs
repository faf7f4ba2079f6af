//! What the recorder itself costs, measured in this process on a scratch shard.
#![expect(unsafe_code, reason = "the scratch shard is allocated like any other")]

use std::hint::black_box;

use once_cell::race::OnceBox;

use crate::recorder::{
    clock,
    histogram::Owned,
    shard::{Outcome, Shard},
};

/// Costs of one call, in ticks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Costs {
    /// Counting its start and its end.
    pub(crate) counted: f64,
    /// Reading the clock twice and recording the duration, on top of counting.
    pub(crate) timed: f64,
}

/// Calls in one measurement; at 20 ns each a measurement takes 5 µs.
const CALLS: u32 = 256;

/// The best of this many measurements is the one without interruptions.
const MEASUREMENTS: u32 = 16;

/// The costs on this machine. The first call measures for about 0.2 ms.
pub(crate) fn costs() -> Costs {
    // No lock, which would stay held in a child that is forked meanwhile.
    static COSTS: OnceBox<Costs> = OnceBox::new();
    *COSTS.get_or_init(|| Box::new(measure()))
}

fn measure() -> Costs {
    let scratch = Shard::allocate();
    // SAFETY: zeroed memory is a valid shard, and it lives to the end of this
    // function.
    let shard = black_box(unsafe { scratch.as_ref() });
    let empty = best(|| {
        black_box(shard);
    });
    let counted = best(|| {
        shard.start::<Owned>(1);
        black_box(shard).end::<Owned>(Outcome::Ok);
    });
    let timed = best(|| {
        shard.start::<Owned>(1);
        let (begin, staged) = (clock::ticks(), shard.stage());
        let elapsed = clock::ticks().saturating_sub(begin);
        if !black_box(shard).end_staged(staged, elapsed, Outcome::Ok) {
            shard.defer(elapsed);
            shard.end::<Owned>(Outcome::Ok);
        }
    });
    // SAFETY: allocated above and known to nobody else.
    unsafe { Shard::free(scratch) };
    Costs { counted: (counted - empty).max(0.0), timed: (timed - counted).max(1.0) }
}

/// Ticks per call of `call`, in the best of the measurements.
fn best(call: impl Fn()) -> f64 {
    let measurement = || {
        let begin = clock::ticks();
        (0..CALLS).for_each(|_| call());
        clock::ticks().saturating_sub(begin)
    };
    let ticks = (0..MEASUREMENTS).map(|_| measurement()).min().expect("at least one measurement");
    #[expect(clippy::cast_precision_loss, reason = "microseconds")]
    let ticks = ticks as f64;
    ticks / f64::from(CALLS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timing_costs_more_than_counting() {
        let costs = costs();
        assert!(costs.timed > costs.counted, "{costs:?}");
        assert!(costs.timed * clock::nanos_per_tick() < 10_000.0, "{costs:?}");
    }
}
