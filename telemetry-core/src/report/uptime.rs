//! How long the program has run, as told to others.

use std::{
    sync::OnceLock,
    time::{Duration, SystemTime},
};

const SECONDS_PER_HOUR: u64 = 3600;

/// How often the clock has struck the hour since the start, `uptime` ago.
///
/// Not the full hours of `uptime`: these grow at the start's own minute and second,
/// and who gets many reports would learn both from when they arrive. Here all that
/// started within one hour of the clock say the same at any time.
pub(super) fn hours(uptime: Duration) -> u64 {
    // Found out once: a clock that is corrected bit by bit would else carry the
    // start over an hour, which tells how near to it the start was.
    static STARTED: OnceLock<SystemTime> = OnceLock::new();
    let now = SystemTime::now();
    struck(*STARTED.get_or_init(|| now.checked_sub(uptime).unwrap_or(now)), now)
}

/// How often the clock strikes the hour between these two.
fn struck(since: SystemTime, now: SystemTime) -> u64 {
    hour(now).saturating_sub(hour(since))
}

/// The hours of the clock since 1970.
fn hour(time: SystemTime) -> u64 {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    since.as_secs() / SECONDS_PER_HOUR
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_starts_of_one_hour_say_the_same_whenever_they_are_asked() {
        let full = SystemTime::UNIX_EPOCH + Duration::from_secs(491_000 * SECONDS_PER_HOUR);
        let said = |start: u64, minute: u64| {
            let now = full + Duration::from_secs(minute * 60);
            struck(full + Duration::from_secs(start), now)
        };
        let (mut told, mut differ) = (0, 0);
        for minute in 60..600 {
            for start in (0..SECONDS_PER_HOUR).step_by(97) {
                assert_eq!(said(start, minute), minute / 60, "{start} {minute}");
                // The control: full hours of the time that it ran.
                differ += u64::from((minute * 60 - start) / SECONDS_PER_HOUR != minute / 60);
                told += 1;
            }
        }
        assert!(differ > told / 3, "{differ} of {told}");
    }

    #[test]
    fn a_start_just_now_is_of_no_hour() {
        // Unless the clock strikes in between.
        assert!(hours(Duration::ZERO) <= 1);
    }
}
