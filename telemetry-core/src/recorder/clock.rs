//! The only reader of the monotonic clock.
//!
//! On `x86_64` with an invariant time-stamp counter a tick is one TSC cycle, as
//! read by `rdtsc` (Intel SDM vol. 3, 18.17; AMD APM vol. 2, 13.2.4); elsewhere
//! it is a nanosecond of [`Instant`]. Ticks are turned into nanoseconds when a
//! snapshot is taken, by a factor that is measured once per process against
//! [`Instant`], over at least 10 ms, and then frozen: the same ticks are the
//! same nanoseconds in every snapshot.
#![expect(unsafe_code, reason = "the rdtsc instruction")]
#![expect(clippy::disallowed_methods, reason = "this is the module the lint points to")]

#[cfg(all(target_arch = "x86_64", not(miri)))]
use std::io::Read;
use std::{
    sync::atomic::{AtomicU8, Ordering::Relaxed},
    time::{Duration, Instant},
};

use once_cell::race::{OnceBox, OnceRef};

use crate::recorder::memory;

/// The shortest time over which the tick is measured. Two readings of `Instant`
/// are good to about 100 ns, so the factor is good to 10 ppm.
const CALIBRATION: Duration = Duration::from_millis(10);

struct Anchor {
    instant: Instant,
    ticks: u64,
    has_tsc: bool,
}

/// No lock: a child that is forked while another thread sets it up would wait for ever.
static ANCHOR: OnceRef<'static, Anchor> = OnceRef::new();

/// What the anchor says, in a word of its own: every call asks.
static HAS_TSC: AtomicU8 = AtomicU8::new(UNKNOWN);

const UNKNOWN: u8 = 0;
const YES: u8 = 1;
const NO: u8 = 2;

/// No lock: it would be held for 10 ms, and for ever in a child that is forked meanwhile.
static NANOS_PER_TICK: OnceBox<f64> = OnceBox::new();

/// Ticks now. A difference times [`nanos_per_tick`] is a duration.
pub(crate) fn ticks() -> u64 {
    if has_tsc() { tsc() } else { os_ticks() }
}

/// Whether a tick is a TSC cycle. Fixed for the life of the process.
pub(crate) fn has_tsc() -> bool {
    match HAS_TSC.load(Relaxed) {
        UNKNOWN => find_tsc(),
        known => known == YES,
    }
}

#[cold]
#[inline(never)]
fn find_tsc() -> bool {
    let has_tsc = anchor().has_tsc;
    HAS_TSC.store(if has_tsc { YES } else { NO }, Relaxed);
    has_tsc
}

/// The time-stamp counter; zero where there is none.
#[inline]
pub(crate) fn tsc() -> u64 {
    #[cfg(all(target_arch = "x86_64", not(miri)))]
    // SAFETY: every x86_64 processor has `rdtsc`, and it touches no memory. A
    // kernel that forbids it to user code (prctl PR_SET_TSC) makes it fault,
    // which is not undefined behaviour.
    unsafe {
        std::arch::x86_64::_rdtsc()
    }
    #[cfg(not(all(target_arch = "x86_64", not(miri))))]
    0
}

/// The time-stamp counter, read before anything is done with `value`: what hangs on
/// it then runs while the body does, and does not hold up the reading.
#[inline]
pub(crate) fn tsc_before(value: usize) -> (u64, usize) {
    let ticks = tsc();
    #[cfg(all(target_arch = "x86_64", not(miri)))]
    {
        let (mut ticks, mut same) = (ticks, value);
        // SAFETY: no instruction at all.
        unsafe {
            std::arch::asm!("/* {0} {1} */", inout(reg) ticks, inout(reg) same,
                options(nomem, nostack, preserves_flags));
        }
        // SAFETY: nothing changed it. The compiler has just been kept from seeing that, and
        // would test again whether the call is recorded.
        unsafe { std::hint::assert_unchecked((same == 0) == (value == 0)) };
        (ticks, same)
    }
    #[cfg(not(all(target_arch = "x86_64", not(miri))))]
    (ticks, value)
}

/// Nanoseconds since the first use of the clock. Out of the way of the time-stamp counter.
#[cold]
#[inline(never)]
pub(crate) fn os_ticks() -> u64 {
    u64::try_from(anchor().instant.elapsed().as_nanos()).unwrap_or(u64::MAX)
}

/// The factor from ticks to nanoseconds.
///
/// The first call waits until the process's clock is 10 ms old. Of several that measure at
/// once the first one to end decides.
pub(crate) fn nanos_per_tick() -> f64 {
    *NANOS_PER_TICK.get_or_init(|| Box::new(if has_tsc() { measure(anchor()) } else { 1.0 }))
}

/// Time since the recorder was first used in this process.
pub(crate) fn uptime() -> Duration {
    anchor().instant.elapsed()
}

fn anchor() -> &'static Anchor {
    let make = || {
        let (instant, ticks) = read_both();
        memory::place(Anchor { instant, ticks, has_tsc: tsc_is_invariant() })
    };
    memory::publish(&ANCHOR, make, memory::displace)
}

fn measure(anchor: &Anchor) -> f64 {
    if let Some(rest) = CALIBRATION.checked_sub(anchor.instant.elapsed()) {
        std::thread::sleep(rest);
    }
    let (instant, ticks) = read_both();
    let nanos = instant.duration_since(anchor.instant).as_secs_f64() * 1e9;
    #[expect(clippy::cast_precision_loss, reason = "24 days of ticks at 4 GHz fit 53 bits")]
    let elapsed = ticks.saturating_sub(anchor.ticks).max(1) as f64;
    nanos / elapsed
}

/// Both clocks at nearly one moment: the closest of a few tries, so that an
/// interruption between the two readings does no harm.
fn read_both() -> (Instant, u64) {
    let read = || {
        let before = tsc();
        let instant = Instant::now();
        let after = tsc();
        (after.saturating_sub(before), instant, before.midpoint(after))
    };
    let (_, instant, ticks) =
        (0..5).map(|_| read()).min_by_key(|&(gap, ..)| gap).expect("there are five readings");
    (instant, ticks)
}

/// Whether the TSC ticks at one rate in all power states, on all cores: as the
/// processor says, or as the kernel says by keeping time with it.
#[cfg(all(target_arch = "x86_64", not(miri)))]
fn tsc_is_invariant() -> bool {
    const INVARIANT: u32 = 1 << 8;
    const POWER_MANAGEMENT: u32 = 0x8000_0007;
    const KERNEL_CLOCK: &str = "/sys/devices/system/clocksource/clocksource0/current_clocksource";
    let highest = std::arch::x86_64::__cpuid(0x8000_0000).eax;
    let by_processor = highest >= POWER_MANAGEMENT
        && std::arch::x86_64::__cpuid(POWER_MANAGEMENT).edx & INVARIANT != 0;
    by_processor || begins_with(KERNEL_CLOCK, *b"tsc\n")
}

/// Whether the file at `path` begins with `wanted`. Read without an allocation: the
/// allocator may be what asks for the time.
#[cfg(all(target_arch = "x86_64", not(miri)))]
fn begins_with(path: &str, wanted: [u8; 4]) -> bool {
    let mut found = [0; 4];
    let read = std::fs::File::open(path).and_then(|mut file| file.read_exact(&mut found));
    read.is_ok() && found == wanted
}

#[cfg(not(all(target_arch = "x86_64", not(miri))))]
fn tsc_is_invariant() -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A reading of ticks and a moment before and behind it, which are far apart when this
    /// thread has to wait in between.
    fn enclosed() -> (Instant, u64, Instant) {
        (Instant::now(), ticks(), Instant::now())
    }

    #[test]
    fn ticks_scale_to_the_time_that_passed() {
        let (before, first, begin) = enclosed();
        std::thread::sleep(Duration::from_millis(30));
        let (end, second, behind) = enclosed();
        let nanos = |time: Duration| time.as_secs_f64() * 1e9;
        let (least, most) = (nanos(end - begin) * 0.98, nanos(behind - before) * 1.02);
        #[expect(clippy::cast_precision_loss, reason = "small")]
        let measured = (second - first) as f64 * nanos_per_tick();
        assert!((least..most).contains(&measured), "{measured} is not in {least} to {most} ns");
    }

    #[test]
    fn the_factor_is_frozen() {
        assert_eq!(nanos_per_tick().to_bits(), nanos_per_tick().to_bits());
    }
}
