//! A snapshot as it may leave: numbers are rounded, names and labels stay, since
//! they are constants of the program's source.

use telemetry_anonymize::{Anonymize, Anonymizer};

use crate::snapshot::{
    callsite::{CallsiteSnapshot, Identity},
    fit::Totals,
    histogram::Histogram,
    scalar::{CounterSnapshot, GaugeSnapshot, ValuesSnapshot},
    snapshot::Snapshot,
};

impl Anonymize for Snapshot {
    fn anonymize_with(&self, anonymizer: &Anonymizer) -> Self {
        Self {
            uptime: self.uptime.anonymize_with(anonymizer),
            callsites: each(&self.callsites, anonymizer),
            counters: each(&self.counters, anonymizer),
            gauges: each(&self.gauges, anonymizer),
            values: each(&self.values, anonymizer),
        }
    }
}

fn each<T: Anonymize>(entries: &[T], anonymizer: &Anonymizer) -> Vec<T> {
    entries.iter().map(|entry| entry.anonymize_with(anonymizer)).collect()
}

/// The file is left out: for some crates its path names the build machine.
fn identity(identity: &Identity) -> Identity {
    Identity { file: "".into(), ..identity.clone() }
}

impl Anonymize for CallsiteSnapshot {
    fn anonymize_with(&self, anonymizer: &Anonymizer) -> Self {
        let mut rounded = Self {
            identity: identity(&self.identity),
            duration: self.duration.anonymize_with(anonymizer),
            busy: self.busy.as_ref().map(|busy| busy.anonymize_with(anonymizer)),
            ..self.clone()
        };
        for count in rounded.counts_mut() {
            *count = count.anonymize_with(anonymizer);
        }
        // The parts still add up to the whole.
        rounded.calls = rounded.ended() + rounded.in_flight;
        for values in rounded.values.values_mut() {
            *values = values.anonymize_with(anonymizer);
        }
        rounded
    }
}

impl Anonymize for CounterSnapshot {
    fn anonymize_with(&self, anonymizer: &Anonymizer) -> Self {
        Self { identity: identity(&self.identity), value: self.value.anonymize_with(anonymizer) }
    }
}

impl Anonymize for GaugeSnapshot {
    fn anonymize_with(&self, anonymizer: &Anonymizer) -> Self {
        Self { identity: identity(&self.identity), value: self.value.anonymize_with(anonymizer) }
    }
}

impl Anonymize for ValuesSnapshot {
    fn anonymize_with(&self, anonymizer: &Anonymizer) -> Self {
        Self {
            identity: identity(&self.identity),
            unit: self.unit.clone(),
            histogram: self.histogram.anonymize_with(anonymizer),
        }
    }
}

impl Histogram {
    fn totals(&self) -> Totals {
        Totals { sum: self.sum, min: self.min, max: self.max }
    }
}

/// Each bucket's count is rounded by itself, so that cumulated counts never
/// decrease, neither along the buckets nor over time; sum and extremes are fitted to them.
impl Anonymize for Histogram {
    fn anonymize_with(&self, anonymizer: &Anonymizer) -> Self {
        let round = |value: u64| value.anonymize_with(anonymizer);
        let cells = self.cells.iter().map(|&(cell, count)| (cell, round(count))).collect();
        let rounded = Self { cells, ..Self::default() };
        let Totals { sum, min, max } = self.totals().fitted(rounded.buckets(), round);
        Self { sum, min, max, ..rounded }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_rounded_and_still_add_up() {
        let mut raw = CallsiteSnapshot { ok: 123_456_789, in_flight: 3, ..Default::default() };
        raw.calls = raw.ended() + raw.in_flight;
        raw.identity.file = "/home/me/src/lib.rs".into();
        let rounded = raw.anonymize();
        assert_eq!((rounded.ok, rounded.in_flight, rounded.calls), (123_456_000, 3, 123_456_003));
        assert_eq!(rounded.file(), "");
    }

    #[test]
    fn each_bucket_is_rounded_by_itself() {
        let buckets = [(10, 123_456_789), (20, 5)];
        let raw = Histogram::from_buckets(1_234_567_990, 10, 20, buckets.into_iter());
        let rounded = raw.anonymize();
        assert_eq!(rounded.buckets().collect::<Vec<_>>(), [(10, 123_456_000), (20, 5)]);
        assert_eq!(rounded.sum(), 1_234_560_000);
    }
}
