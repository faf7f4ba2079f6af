//! Which calls are timed.
//!
//! The number of calls that pass before the next timed one is drawn evenly from
//! 0 to twice the stride less two, so that a loop whose period divides the
//! stride is not always met at the same point. A timed call counts in the
//! histogram as often as the stride that it was drawn with: every call's
//! expected weight is one, so the histogram is unbiased.

use std::{
    num::NonZeroU32,
    sync::atomic::{AtomicU32, Ordering::Relaxed},
};

use crate::recorder::{
    clock, cost,
    shard::{Sampler, Shard},
};

/// Which calls of a callsite are timed. All are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Sampling {
    /// Every call.
    Every,
    /// One call in so many, at random distances with this mean.
    OneIn(NonZeroU32),
    /// As many as keep the callsite's overhead below the budget.
    Auto,
    /// None: calls are only counted.
    Never,
}

/// The longest stride of `auto`. A timed call in so many costs less than 0.1 ns
/// per call, so a longer one would gain nothing, and a callsite whose rate drops
/// is noticed after at most twice as many calls.
const LONGEST_STRIDE: f64 = 1024.0;

/// The share of wall time, in millionths, that a callsite with `sample = auto`
/// may take for itself.
static BUDGET_PPM: AtomicU32 = AtomicU32::new(10_000);

/// Sets the share of wall time that each callsite with `sample = auto` may take
/// for itself, clamped to 0.0001 to 1. Default: 0.01.
pub fn set_overhead_budget(share: f64) {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
    let ppm = (share.clamp(0.0001, 1.0) * 1e6) as u32;
    BUDGET_PPM.store(ppm, Relaxed);
}

impl Shard {
    /// Whether the call that has just started, and was said to be due, is timed.
    #[inline]
    pub(crate) fn is_due(&self, sampling: Sampling) -> bool {
        self.sampler.is_due(sampling, self.call())
    }

    /// Draws what the next timed call will need, unless a call inside this one has left
    /// it. At the end of a timed call nothing waits for it.
    #[inline]
    pub(crate) fn draw_ahead(&self, sampling: Sampling, now: u64) {
        if self.sampler.ahead.load(Relaxed) == 0 {
            self.sampler.draw(sampling, self.call(), now);
        }
    }
}

impl Sampler {
    /// How many calls the last timed one stands for. A call that is timed inside
    /// another one of the same callsite speaks for both; the two differ only
    /// while `auto` changes its stride.
    #[inline]
    pub(crate) fn weight(&self) -> u64 {
        self.weight.load(Relaxed)
    }

    #[inline]
    fn is_due(&self, sampling: Sampling, call: u64) -> bool {
        if self.stride.load(Relaxed) == 0 && !self.is_due_at_first(sampling, call) {
            return false;
        }
        self.weight.store(self.stride.load(Relaxed), Relaxed);
        self.timed.store(self.timed.load(Relaxed) + 1, Relaxed);
        if self.ahead.load(Relaxed) == 0 {
            self.draw(sampling, call, clock::ticks());
        }
        self.adopt(call);
        true
    }

    /// Whether a thread's first call is timed: it is no better a sample than any other.
    #[cold]
    fn is_due_at_first(&self, sampling: Sampling, call: u64) -> bool {
        if sampling == Sampling::Never {
            self.due.store(u64::MAX, Relaxed);
            return false;
        }
        self.draw(sampling, call - 1, clock::ticks());
        // No time has passed since this draw: the next one learns no rate.
        self.rated_at.store(0, Relaxed);
        self.adopt(call - 1);
        self.due.load(Relaxed) == call
    }

    /// Draws a stride, and a distance with this mean.
    fn draw(&self, sampling: Sampling, call: u64, now: u64) {
        let stride = match sampling {
            Sampling::Every | Sampling::Never => 1,
            Sampling::OneIn(stride) => u64::from(stride.get()),
            Sampling::Auto => self.affordable_stride(call, now),
        };
        self.stride_ahead.store(stride, Relaxed);
        self.ahead.store(self.random_below(2 * stride - 1) + 1, Relaxed);
    }

    /// The next timed call comes at the distance that was drawn.
    #[inline]
    fn adopt(&self, call: u64) {
        self.stride.store(self.stride_ahead.load(Relaxed), Relaxed);
        self.due.store(call.wrapping_add(self.ahead.load(Relaxed)), Relaxed);
        self.ahead.store(0, Relaxed);
    }

    /// The shortest stride at which timing fits the budget, at the rate of the
    /// calls since the last draw.
    fn affordable_stride(&self, call: u64, now: u64) -> u64 {
        let (rated_at, rated) = (self.rated_at.load(Relaxed), self.rated.load(Relaxed));
        let calls = call.saturating_sub(rated);
        if rated_at != 0 && calls == 0 {
            return self.stride_ahead.load(Relaxed);
        }
        self.rated_at.store(now, Relaxed);
        self.rated.store(call, Relaxed);
        if rated_at == 0 {
            return 1;
        }
        let elapsed = now.saturating_sub(rated_at);
        #[expect(clippy::cast_precision_loss, reason = "an estimate")]
        let period = elapsed as f64 / calls as f64;
        let costs = cost::costs();
        let budget = period * f64::from(BUDGET_PPM.load(Relaxed)) / 1e6 - costs.counted;
        let stride = if budget > 0.0 { costs.timed / budget } else { LONGEST_STRIDE };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
        let stride = stride.ceil().clamp(1.0, LONGEST_STRIDE) as u64;
        stride
    }

    /// Evenly from 0 to `range` less one: Marsaglia's xorshift64, seeded by the
    /// clock and the shard's address, reduced by Lemire's multiplication.
    fn random_below(&self, range: u64) -> u64 {
        let mut state = self.random.load(Relaxed);
        if state == 0 {
            let address = std::ptr::from_ref(self).addr() as u64;
            let seed = clock::ticks() ^ address.rotate_left(32);
            state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
        }
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        self.random.store(state, Relaxed);
        let product = u128::from(state) * u128::from(range);
        u64::try_from(product >> 64).expect("the high half of a product of two words")
    }
}

#[cfg(test)]
#[expect(unsafe_code, reason = "the scratch shard is allocated like any other")]
mod tests {
    use proptest::{prelude::*, test_runner::RngSeed};

    use super::*;

    /// Cases that are the same in every run: what holds with a probability then always
    /// holds.
    fn same_cases() -> ProptestConfig {
        ProptestConfig { rng_seed: RngSeed::Fixed(7), ..ProptestConfig::with_cases(24) }
    }

    /// Runs calls of the given durations; gives the weights of the timed ones.
    fn weights(stride: u32, seed: u64, calls: u64) -> Vec<(u64, u64)> {
        let sampling = Sampling::OneIn(NonZeroU32::new(stride).unwrap());
        let block = Shard::allocate();
        // SAFETY: just allocated, and freed below.
        let shard = unsafe { block.as_ref() };
        shard.sampler.random.store(seed | 1, Relaxed);
        let timed = (0..calls)
            .filter(|_| shard.start_due() && shard.is_due(sampling))
            .inspect(|_| shard.draw_ahead(sampling, clock::ticks()))
            .map(|call| (call, shard.sampler.weight()))
            .collect();
        // SAFETY: nobody else knows it, and the borrow above has ended.
        unsafe { Shard::free(block) };
        timed
    }

    proptest! {
        #![proptest_config(same_cases())]

        /// Skewed: one call in a hundred takes a thousand times as long. Periodic:
        /// every `period`-th call is long, where the period may divide the stride.
        #[test]
        fn the_weighted_sum_is_unbiased(
            stride in 2_u32..64,
            period in 2_u64..128,
            seed in 1_u64..u64::MAX / 2,
        ) {
            const CALLS: u64 = 400_000;
            let timed = weights(stride, seed, CALLS);
            let skewed =
                |call: u64| if call.wrapping_mul(2_654_435_761).is_multiple_of(100) { 1_000 } else { 1_u64 };
            let periodic = |call: u64| if call.is_multiple_of(period) { 100 } else { 1_u64 };
            // At least six standard deviations: of the number of long calls met,
            // and of the number of timed calls.
            let skewed_bound = 0.75 * f64::from(stride).sqrt() / 8.0;
            let cases: [(&dyn Fn(u64) -> u64, f64); 3] =
                [(&skewed, skewed_bound), (&periodic, skewed_bound), (&|_| 1, 0.05)];
            for (duration, bound) in cases {
                let exact: u64 = (0..CALLS).map(duration).sum();
                let estimate: u64 = timed.iter().map(|&(call, weight)| duration(call) * weight).sum();
                #[expect(clippy::cast_precision_loss, reason = "sums of 400000 calls")]
                let error = (estimate as f64 / exact as f64 - 1.0).abs();
                prop_assert!(error < bound, "{error} off");
            }
        }
    }

    #[test]
    fn a_stride_that_the_period_divides_meets_every_point_of_it() {
        let mut met = [0_u32; 16];
        for (call, _) in weights(32, 7, 400_000) {
            met[usize::try_from(call % 16).unwrap()] += 1;
        }
        // 12,500 timed calls: 781 expected at each point, standard deviation 27.
        assert!(met.iter().all(|times| (620..950).contains(times)), "{met:?}");
    }
}
