//! The clock for peers that are handed a duration: the processor's counter by
//! way of `quanta`, scaled by one multiplication.

use std::sync::LazyLock;

static CLOCK: LazyLock<quanta::Clock> = LazyLock::new(quanta::Clock::new);

/// A raw reading.
#[inline]
pub(super) fn raw() -> u64 {
    CLOCK.raw()
}

/// Nanoseconds since a raw reading.
#[inline]
pub(super) fn ns_since(start: u64) -> u64 {
    CLOCK.delta_as_nanos(start, CLOCK.raw())
}

/// Seconds since a raw reading.
#[inline]
pub(super) fn seconds_since(start: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "durations far below 2^52 ns")]
    let ns = ns_since(start) as f64;
    ns * 1e-9
}
