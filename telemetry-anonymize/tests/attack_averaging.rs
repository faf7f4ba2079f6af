//! The attacker who averages: what he learns from 10,000 reports and not from one.

use std::time::{Duration, SystemTime};

use telemetry_anonymize::{Anonymize, Anonymizer};

#[test]
fn averaging_ten_thousand_reports_sharpens_nothing() {
    let start = SystemTime::UNIX_EPOCH + Duration::from_secs(1_772_600_767);
    let (uptime, count) = (Duration::from_nanos(123_456_789), 123_456_789_u64);
    let facts = (start, uptime, count, 0.123_456_f64, -123_456_i64);
    let same = Anonymizer::new();
    let first = format!("{:?}", facts.anonymize_with(&same));
    for report in 0..10_000 {
        // Every other one from another start.
        let fresh = (report % 2 == 0).then(Anonymizer::new);
        let sent = facts.anonymize_with(fresh.as_ref().unwrap_or(&same));
        assert_eq!(format!("{sent:?}"), first);
    }
    // The control: jitter that is drawn anew is averaged away.
    let mut random = fastrand::Rng::with_seed(7);
    let jittered = (0..10_000).map(|_| f64::from(random.i32(-10..=10)));
    assert!((jittered.sum::<f64>() / 10_000.0).abs() < 0.5);
}

/// A number that moves crosses a border now and then, and whoever knows how it
/// moves learns from when it did: 10,000 reports of a count that varies around its
/// middle tell no more of the middle than which step of the rounding each was on.
#[test]
fn averaging_ten_thousand_reports_of_a_number_that_varies_leaves_its_rounding() {
    let anonymizer = Anonymizer::new();
    let mut random = fastrand::Rng::with_seed(11);
    let mut mean = |middle: u64, spread: u64| {
        let sent = (0..10_000).map(|_| {
            let value = middle - spread + random.u64(0..=2 * spread);
            value.anonymize_with(&anonymizer)
        });
        sent.sum::<u64>() / 10_000
    };
    // Within one step two middles look alike, and both half a step too small.
    assert_eq!(mean(123_456_300, 200), 123_456_000);
    assert_eq!(mean(123_456_700, 200), 123_456_000);
    // Over many steps the average is the true one less half a step: rounding hides
    // what a single report says, and not the mean of many that differ.
    let wide = mean(123_456_300, 100_000);
    assert!(wide.abs_diff(123_456_300 - 500) < 3000, "{wide}");
}

#[derive(Anonymize)]
struct Coarse {
    #[anonymize(class(base = 65536))]
    calls: u64,
}

/// Why the load is not hidden by coarser counts: whoever gets a report every hour
/// sees in which hour a count enters its next class, and knows at what count that
/// is.
#[test]
fn a_count_in_classes_tells_its_rate_by_the_hour_in_which_its_class_changes() {
    let anonymizer = Anonymizer::new();
    for rate in [3_u64, 20, 150, 2000, 30_000, 400_000] {
        let class = |hour: u64| Coarse { calls: rate * hour }.anonymize_with(&anonymizer).calls;
        // A year; the last change is the most exact.
        let change = (2..8760).rev().find(|hour| class(*hour) != class(hour - 1));
        let hour = change.expect("it grows out of a class");
        // Between two classes, 2^16 apart, stands the border in their middle.
        let border = (class(hour) >> 8) / 4 * 3;
        let told = border / hour;
        assert!(told.abs_diff(rate) <= rate * 6 / 10, "{told} for {rate}");
    }
}
