//! What is sampled is counted exactly all the same, and the rate is told.

use std::{num::NonZeroU32, thread, time::Duration};

use telemetry_core::{Callsite, Description, Outcome, Sampling, snapshot};

static ONE_IN_32: Callsite = Callsite::new(|| {
    described("one in 32", Sampling::OneIn(NonZeroU32::new(32).expect("not zero")))
});
static COUNTED: Callsite = Callsite::new(|| described("counted", Sampling::Never));
static RARE: Callsite = Callsite::new(|| described("rare", Sampling::Auto));
static FREQUENT: Callsite = Callsite::new(|| described("frequent", Sampling::Auto));

fn described(name: &'static str, sampling: Sampling) -> Description {
    Description::timed(name, module_path!()).with_sampling(sampling)
}

#[test]
fn one_in_32_counts_all_and_times_about_one_in_32() {
    for _ in 0..64_000 {
        ONE_IN_32.start_sampled().finish(Outcome::Ok);
    }
    let taken = snapshot();
    let site = taken.find("one in 32").unwrap();
    assert_eq!((site.calls(), site.ok()), (64_000, 64_000));
    // 2000 expected; the standard deviation of the renewals is 26.
    assert!((1_800..2_200).contains(&site.timed()), "{} timed", site.timed());
    assert_eq!(site.duration().count(), site.timed() * 32);
    assert!((site.sampling_rate() * 32.0 - 1.0).abs() < 0.1, "{}", site.sampling_rate());
}

#[test]
fn what_is_only_counted_has_no_duration() {
    for _ in 0..1_000 {
        COUNTED.start_counted().finish(Outcome::Error);
    }
    let taken = snapshot();
    let site = taken.find("counted").unwrap();
    assert_eq!((site.calls(), site.errors(), site.timed()), (1_000, 1_000, 0));
    assert!(site.duration().is_empty());
}

#[test]
fn auto_times_every_call_of_a_rare_callsite() {
    for _ in 0..30 {
        thread::sleep(Duration::from_millis(10));
        RARE.start_sampled().finish(Outcome::Ok);
    }
    let taken = snapshot();
    let site = taken.find("rare").unwrap();
    assert_eq!((site.calls(), site.timed()), (30, 30));
}

#[test]
fn auto_times_few_calls_of_a_frequent_callsite() {
    for _ in 0..2_000_000 {
        FREQUENT.start_sampled().finish(Outcome::Ok);
    }
    let taken = snapshot();
    let site = taken.find("frequent").unwrap();
    assert_eq!(site.ok(), 2_000_000);
    assert!(site.sampling_rate() < 0.05, "{}", site.sampling_rate());
    assert!(site.timed() > 100, "{}", site.timed());
}
