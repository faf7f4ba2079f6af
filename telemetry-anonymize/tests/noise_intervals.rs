//! What the receiving side concludes from noise and from answers that are not
//! always true holds as often as it says.

use serde::Serialize;
use telemetry_anonymize::{
    Anonymize,
    noise::{share, total},
    testing::anonymizer_with_key,
};

const EPSILON: f64 = 0.5;

#[derive(Serialize, Anonymize)]
struct Instance {
    #[anonymize(randomize(epsilon = 0.5))]
    cluster: bool,
    #[anonymize(noise(epsilon = 0.5))]
    sizes: Vec<i64>,
}

/// What start number `start` sends. Its key is the same in every run: what holds with a
/// probability then always holds.
fn sent(start: u64, cluster: bool, sizes: &[i64]) -> Instance {
    let mut random = fastrand::Rng::with_seed(start);
    let anonymizer = anonymizer_with_key(std::array::from_fn(|_| random.u8(..)));
    Instance { cluster, sizes: sizes.to_vec() }.anonymize_with(&anonymizer)
}

#[test]
fn nineteen_of_twenty_intervals_of_a_share_hold_the_truth() {
    const FLEETS: u64 = 400;
    const INSTANCES: u64 = 200;
    for truth in [0.1, 0.5] {
        let has = |number: u64| f64::from(u32::try_from(number).unwrap()) < truth * 200.0;
        let intervals = |fleet: u64| {
            let starts = (fleet * INSTANCES..).zip(0..INSTANCES);
            let given = starts.filter(|(start, number)| sent(*start, has(*number), &[]).cluster);
            share(given.count() as u64, INSTANCES, 2, EPSILON)
        };
        let held = (0..FLEETS)
            .map(intervals)
            .filter(|estimate| (estimate.value - truth).abs() <= 1.96 * estimate.deviation)
            .count();
        // 380 are expected or a few more, since the truth here is no sample; give or
        // take 4.4, five times that.
        assert!((358..400).contains(&held), "{held} of {FLEETS} at {truth}");
    }
}

#[test]
fn equal_values_of_one_instance_have_one_noise_and_count_as_one() {
    let totals = |sizes: &[i64]| -> f64 {
        let truth = total(sizes.iter().copied(), EPSILON).value;
        let squares = (0..1000).map(|start| {
            let estimate = total(sent(start, true, sizes).sizes, EPSILON);
            ((estimate.value - truth) / estimate.deviation).powi(2)
        });
        squares.sum::<f64>() / 1000.0
    };
    // The deviation is what it is said to be if the values differ,
    let different = totals(&[1, 2, 3, 4]);
    assert!((different - 1.0).abs() < 0.25, "{different}");
    // and its square four times that of four equal ones: to be added up before.
    let equal = totals(&[7, 7, 7, 7]);
    assert!((equal - 4.0).abs() < 1.0, "{equal}");
}
