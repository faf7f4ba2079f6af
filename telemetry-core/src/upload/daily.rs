//! What may be said once a day.

use std::time::Duration;

const DAY: Duration = Duration::from_hours(24);

/// Lets one line a day through, by the process's clock: an endpoint that is away
/// for a month, or a wall clock that jumps, fills no log.
#[derive(Clone, Debug, Default)]
pub(super) struct Daily {
    last: Option<Duration>,
}

impl Daily {
    /// Whether it may be said at `now`; if so, it counts as said.
    pub(super) fn is_due(&mut self, now: Duration) -> bool {
        let is_due = self.last.is_none_or(|last| now.saturating_sub(last) >= DAY);
        if is_due {
            self.last = Some(now);
        }
        is_due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_of_failures_is_thirty_lines() {
        let mut daily = Daily::default();
        let minutes = (0..30 * 24 * 60).map(Duration::from_mins);
        assert_eq!(minutes.filter(|now| daily.is_due(*now)).count(), 30);
    }
}
