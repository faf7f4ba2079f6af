//! When to do what. Time and chance come from outside, so that a fleet can be
//! simulated with the very code that it runs.

use std::time::Duration;

use crate::upload::dice::Dice;

/// The longest wait before a first retry, as a part of the interval: ten minutes
/// of an hour. Shorter ones would multiply a fleet's requests while its server is
/// away, and no report is urgent.
const FIRST_RETRY: u32 = 6;

/// The pace at which what waits is sent once the server is back, likewise.
const CATCH_UP: u32 = 12;

/// How late a report may be, as a part of the interval.
const LATENESS: u32 = 5;

/// Crashes leave within this part of the interval: five minutes of an hour.
const CRASH_SPREAD: u32 = 12;

/// The longest that a server can put us off: a day, as a multiple of an hour's
/// interval.
const LONGEST_WAIT: u32 = 24;

/// The times of one client. Moments are durations since some start that never
/// jumps: the process's clock.
#[derive(Clone, Debug)]
pub(super) struct Agenda {
    interval: Duration,
    /// Before it nothing is sent.
    open: Duration,
    /// The grid of this client: reports come at it plus whole intervals, each up
    /// to a fifth of an interval late. A chain of random intervals would bunch a
    /// fleet's arrivals up to 1.5 times the mean for as long as it remembers its
    /// common start; a grid does not.
    origin: Duration,
    report: Duration,
    attempt: Duration,
    failures: u32,
    dice: Dice,
}

impl Agenda {
    /// The first report comes after `grace` and a random phase of one interval,
    /// so that a fleet that was started together does not report together.
    pub(super) fn new(now: Duration, interval: Duration, grace: Duration, mut dice: Dice) -> Self {
        let open = now + grace;
        let origin = open + dice.part_of(interval);
        let report = origin + dice.part_of(interval / LATENESS);
        Self { interval, open, origin, report, attempt: report, failures: 0, dice }
    }

    /// Whether anything may be sent at all.
    pub(super) fn is_open(&self, now: Duration) -> bool {
        now >= self.open
    }

    /// How long until sending is allowed; zero from then on.
    pub(super) fn until_open(&self, now: Duration) -> Duration {
        self.open.saturating_sub(now)
    }

    /// Whether it is time for another report; if so, the next one is planned.
    pub(super) fn report_is_due(&mut self, now: Duration) -> bool {
        let is_due = now >= self.report;
        if is_due {
            // The first grid point to come: a machine that slept for a day does
            // not make up for it.
            let passed = now.saturating_sub(self.origin).as_nanos() / self.interval.as_nanos() + 1;
            self.origin += self.interval * u32::try_from(passed).unwrap_or(u32::MAX);
            self.report = self.origin + self.dice.part_of(self.interval / LATENESS);
        }
        is_due
    }

    /// Whether something that waits may be sent.
    pub(super) fn may_attempt(&self, now: Duration) -> bool {
        self.is_open(now) && now >= self.attempt
    }

    /// How long nothing can happen.
    pub(super) fn idle(&self, now: Duration, has_waiting: bool) -> Duration {
        let attempt = if has_waiting { self.attempt.max(self.open) } else { Duration::MAX };
        self.report.min(attempt).saturating_sub(now)
    }

    /// A document was delivered, or given up. What else waits follows at a pace
    /// at which a fleet can catch up after an outage.
    pub(super) fn moved_on(&mut self, now: Duration) {
        self.failures = 0;
        self.attempt = now + self.dice.part_of(self.interval / CATCH_UP);
    }

    /// An attempt failed: full jitter over a span that doubles up to one
    /// interval, after whatever the server asked for.
    pub(super) fn failed(&mut self, now: Duration, retry_after: Option<Duration>) {
        let doubled = (self.interval / FIRST_RETRY).saturating_mul(1 << self.failures.min(16));
        let asked = retry_after.unwrap_or_default().min(self.interval * LONGEST_WAIT);
        // Everybody was asked for the same: spread over a whole interval then.
        let span = if asked.is_zero() { doubled.min(self.interval) } else { self.interval };
        self.failures = self.failures.saturating_add(1);
        self.attempt = now + asked + self.dice.part_of(span);
    }

    /// A crash is there. It may have hit the whole fleet at once, so it does not
    /// leave at once.
    pub(super) fn spread(&mut self, now: Duration) {
        self.attempt = self.attempt.max(now + self.dice.part_of(self.interval / CRASH_SPREAD));
    }

    /// Whether the last attempt failed.
    pub(super) fn is_failing(&self) -> bool {
        self.failures > 0
    }

    /// Brings the next report and attempt forward to now, grace respected.
    pub(super) fn hurry(&mut self, now: Duration) {
        self.report = now.max(self.open);
        self.attempt = self.report;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Duration = Duration::from_hours(1);
    const GRACE: Duration = Duration::from_mins(10);

    fn agenda(seed: u64) -> Agenda {
        Agenda::new(Duration::ZERO, HOUR, GRACE, Dice::seeded(seed))
    }

    #[test]
    fn nothing_is_due_before_the_grace_is_over() {
        for seed in 0..1000 {
            let mut agenda = agenda(seed);
            let now = GRACE.mul_f64(0.999);
            assert!(!agenda.report_is_due(now) && !agenda.may_attempt(now));
            assert!(agenda.idle(now, true) > Duration::ZERO);
        }
    }

    #[test]
    fn a_machine_that_slept_does_not_catch_up() {
        let mut agenda = agenda(1);
        let morning = HOUR * 24;
        assert!(agenda.report_is_due(morning));
        assert!(!agenda.report_is_due(morning + HOUR / 2));
    }

    #[test]
    fn retries_wait_longer_and_longer_up_to_an_interval() {
        let mut longest = [Duration::ZERO; 10];
        for seed in 0..2000 {
            let mut agenda = agenda(seed);
            for longest in &mut longest {
                agenda.failed(Duration::ZERO, None);
                *longest = (*longest).max(agenda.attempt);
            }
        }
        let minutes = longest.map(|wait| wait.as_secs_f64() / 60.0);
        for (attempt, minutes) in minutes.into_iter().enumerate() {
            let bound = f64::from(10 << attempt.min(6)).min(60.0);
            assert!(minutes <= bound && minutes > 0.95 * bound, "{attempt}: {minutes}");
        }
    }

    #[test]
    fn the_server_s_wish_is_respected_and_bounded() {
        let mut agenda = agenda(1);
        agenda.failed(HOUR, Some(HOUR * 2));
        assert!(agenda.attempt >= HOUR * 3 && agenda.attempt <= HOUR * 4);
        agenda.failed(HOUR, Some(Duration::MAX));
        assert!(agenda.attempt <= HOUR * (1 + 24 + 1));
    }

    /// Arrivals of `clients` per minute, from the first moment at which one can
    /// arrive: all start at once, and the server answers with 503 until `outage`
    /// is over, and with `Retry-After` if `asks`.
    fn arrivals(clients: u64, outage: Duration, asks: Option<Duration>) -> Vec<u32> {
        let hours = 6;
        let end = GRACE + HOUR * hours;
        let mut minutes = vec![0; 60 * hours as usize];
        for seed in 0..clients {
            let mut agenda = agenda(seed.wrapping_mul(0x2545_f491_4f6c_dd1d));
            let (mut now, mut waiting) = (Duration::ZERO, 0_u32);
            while now < end {
                if agenda.report_is_due(now) {
                    waiting = (waiting + 1).min(24);
                }
                if waiting > 0 && agenda.may_attempt(now) {
                    let minute = now.saturating_sub(GRACE).as_secs() / 60;
                    minutes[usize::try_from(minute).unwrap()] += 1;
                    if now < outage {
                        agenda.failed(now, asks);
                    } else {
                        waiting -= 1;
                        agenda.moved_on(now);
                    }
                }
                now += agenda.idle(now, waiting > 0);
            }
        }
        minutes
    }

    fn peak_over_mean(minutes: &[u32]) -> f64 {
        let number = u32::try_from(minutes.len()).unwrap();
        let mean = f64::from(minutes.iter().sum::<u32>()) / f64::from(number);
        f64::from(*minutes.iter().max().unwrap()) / mean
    }

    #[test]
    fn a_hundred_thousand_clients_that_restart_together_arrive_evenly() {
        let ratio = peak_over_mean(&arrivals(100_000, Duration::ZERO, None));
        assert!(ratio < 1.5, "{ratio}");
    }

    /// They try while the server is down, and bring what piled up afterwards. Two
    /// retries an hour are what full jitter up to an hour gives by itself.
    #[test]
    fn an_outage_of_two_hours_never_means_five_times_the_requests() {
        for asks in [None, Some(HOUR / 2)] {
            let minutes = arrivals(20_000, HOUR * 2, asks);
            let worst = f64::from(*minutes.iter().max().unwrap());
            let calm = 20_000.0 / 60.0;
            assert!(worst < 5.0 * calm, "{asks:?}: {} times the calm rate", worst / calm);
        }
    }

    /// The negative control: without a phase they arrive at once.
    #[test]
    fn the_ratio_sees_a_storm() {
        let mut minutes = vec![0; 60];
        minutes[0] = 100_000;
        assert!(peak_over_mean(&minutes) > 1.5);
    }
}
