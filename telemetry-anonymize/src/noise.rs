//! The optional privacy budget: noise on counters, answers that are not always
//! true, and what the receiving side makes of them.
//!
//! Noise is a function of the secret, the field and the value: the same value
//! gives the same answer throughout a start, so repeating a report tells nothing
//! new, and an average over a start's reports removes nothing.

use crate::{
    anonymize::Apply,
    anonymizer::Anonymizer,
    laplace::{self, Stream},
    manifest::{Json, Shape, Types},
    rules::{Noise, Randomize},
    secret::Use,
};

/// Two numbers in (0, 1], from the secret; nothing without one.
fn uniform(anonymizer: &Anonymizer, field: &str, value: &[u8]) -> Option<[f64; 2]> {
    let digest = anonymizer.digest(Use::Noise, field, value)?;
    let number = |at: usize| {
        let bytes = digest[at..at + 8].try_into().expect("eight bytes are taken");
        unit(u64::from_le_bytes(bytes))
    };
    Some([number(0), number(8)])
}

/// 53 of 64 bits as a number in (0, 1].
#[expect(clippy::cast_precision_loss, reason = "53 bits are exact in a double")]
fn unit(bits: u64) -> f64 {
    ((bits >> 11) + 1) as f64 / (1_u64 << 53) as f64
}

macro_rules! noisy {
    ($($int:ident)*) => {$(
        #[diagnostic::do_not_recommend]
        impl Apply<Noise> for $int {
            /// Zero where no noise can be drawn: without a key, or if the epsilon is none
            /// of those that the derive takes. What would exceed the type is its limit.
            fn apply(&self, rule: &Noise, anonymizer: &Anonymizer) -> Self {
                let bits = anonymizer.stream(Use::Noise, rule.field, &self.to_le_bytes());
                let drawn = bits.and_then(|bits| laplace::draw(rule.epsilon, &mut Stream::of(bits)));
                drawn.map_or(0, |noise| {
                    // Added first and cut then: the type's limit less the value would tell it.
                    let (value, noise) = (i128::try_from(*self), i128::from(noise));
                    let sum = value.unwrap_or_default().saturating_add(noise);
                    let limit = if sum < 0 { $int::MIN } else { $int::MAX };
                    $int::try_from(sum).unwrap_or(limit)
                })
            }

            fn shape_under(rule: &Noise, _: &mut Types) -> Shape {
                Shape::leaf::<Self>(Json::Integer, *rule)
            }
        }
    )*};
}

noisy!(i16 i32 i64 i128 isize);

/// Which of `choices` is answered where `truth` is true; the first without a key, or if
/// the epsilon is none of those that the derive takes. For the code of the derive.
pub fn randomized(
    truth: usize,
    choices: usize,
    rule: &Randomize,
    anonymizer: &Anonymizer,
) -> usize {
    let drawn = uniform(anonymizer, rule.field, &truth.to_le_bytes());
    let Some([honest, other]) = drawn.filter(|_| laplace::EPSILONS.contains(&rule.epsilon)) else {
        return 0;
    };
    if choices < 2 || honest <= honesty(rule.epsilon, choices) {
        return truth;
    }
    let lie = index(other, choices - 1);
    if lie < truth { lie } else { lie + 1 }
}

/// A number in (0, 1] as one of `count`.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "choices are few, and the product is between 0 and their count"
)]
fn index(uniform: f64, count: usize) -> usize {
    ((uniform * count as f64) as usize).min(count - 1)
}

/// The probability of the truth: e^epsilon / (e^epsilon + choices - 1).
#[expect(clippy::cast_precision_loss, reason = "choices are few")]
fn honesty(epsilon: f64, choices: usize) -> f64 {
    epsilon.exp() / (epsilon.exp() + (choices - 1) as f64)
}

#[diagnostic::do_not_recommend]
impl Apply<Randomize> for bool {
    fn apply(&self, rule: &Randomize, anonymizer: &Anonymizer) -> Self {
        randomized(usize::from(*self), 2, rule, anonymizer) == 1
    }

    fn shape_under(rule: &Randomize, _: &mut Types) -> Shape {
        Shape::leaf::<Self>(Json::Boolean, *rule)
    }
}

/// What the receiving side concludes.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Estimate {
    /// Right on average.
    pub value: f64,
    /// The standard deviation that the noise gives it.
    pub deviation: f64,
}

/// The total over a fleet of values that were sent under `noise`, one of each start: values
/// of one field and start that are equal have equal noise, so a list is added up before it
/// gets noise.
#[expect(clippy::cast_precision_loss, reason = "an estimate has fewer digits than a double")]
pub fn total(values: impl IntoIterator<Item = i64>, epsilon: f64) -> Estimate {
    let (mut sum, mut count) = (0_i128, 0_u64);
    for value in values {
        sum += i128::from(value);
        count += 1;
    }
    // The variance of a discrete Laplace: 2 a / (1 - a)^2 with a = e^-epsilon.
    let ratio = (-epsilon).exp();
    let variance = 2.0 * ratio / (1.0 - ratio).powi(2);
    Estimate { value: sum as f64, deviation: (count as f64 * variance).sqrt() }
}

/// The share of a fleet to which an answer truly applies, if `given` of `all`
/// gave it under `randomize` among `choices`.
#[expect(clippy::cast_precision_loss, reason = "an estimate has fewer digits than a double")]
pub fn share(given: u64, all: u64, choices: usize, epsilon: f64) -> Estimate {
    let honest = honesty(epsilon, choices);
    let lie = (1.0 - honest) / (choices.max(2) - 1) as f64;
    let observed = given as f64 / all as f64;
    let value = (observed - lie) / (honest - lie);
    let deviation = (observed * (1.0 - observed) / all as f64).sqrt() / (honest - lie);
    Estimate { value, deviation }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::Secret;

    const EPSILON: f64 = 0.5;

    /// Starts under keys that are the same in every run: what holds with a probability
    /// then always holds.
    fn fleet(number: u32) -> impl Iterator<Item = Anonymizer> {
        let key = move |start: u32| {
            *blake3::hash(&[number.to_le_bytes(), start.to_le_bytes()].concat()).as_bytes()
        };
        (0..20_000).map(move |start| Anonymizer::holding(Secret::fixed(Some(key(start)))))
    }

    #[test]
    fn the_fleets_total_is_unbiased() {
        let rule = Noise { epsilon: EPSILON, field: "f" };
        // Small values, where clamping at zero would show.
        let sent = fleet(0).zip([0_i64, 1, 5].into_iter().cycle());
        let (truth, sent): (Vec<i64>, Vec<i64>) =
            sent.map(|(anonymizer, value)| (value, value.apply(&rule, &anonymizer))).unzip();
        let estimate = total(sent.iter().copied(), EPSILON);
        let truth = total(truth, EPSILON).value;
        assert!((estimate.value - truth).abs() < 4.0 * estimate.deviation, "{estimate:?} {truth}");
        assert!(sent.iter().filter(|value| **value < 0).count() > 1000);
    }

    #[test]
    fn nineteen_of_twenty_intervals_hold_the_truth() {
        const FLEETS: u32 = 400;
        let rule = Noise { epsilon: EPSILON, field: "f" };
        let holds = |number: &u32| {
            let sent = fleet(*number).take(100).map(|anonymizer| 3_i64.apply(&rule, &anonymizer));
            let estimate = total(sent, EPSILON);
            (estimate.value - 300.0).abs() <= 1.96 * estimate.deviation
        };
        let held = (0..FLEETS).filter(holds).count();
        // 380 are expected, give or take 4.4; five times that.
        assert!((358..400).contains(&held), "{held} of {FLEETS}");
    }

    #[test]
    fn the_fleets_share_is_unbiased() {
        let rule = Randomize { epsilon: EPSILON, field: "f" };
        let mut given = [0_u64; 3];
        for (number, anonymizer) in fleet(0).enumerate() {
            // The truth: 60 %, 30 %, 10 %.
            let truth = [0, 0, 0, 0, 0, 0, 1, 1, 1, 2][number % 10];
            given[randomized(truth, 3, &rule, &anonymizer)] += 1;
        }
        for (given, truth) in given.into_iter().zip([0.6, 0.3, 0.1]) {
            let estimate = share(given, 20_000, 3, EPSILON);
            assert!((estimate.value - truth).abs() < 4.0 * estimate.deviation, "{estimate:?}");
        }
    }

    #[test]
    fn a_value_is_noised_once_a_start() {
        let (rule, anonymizer) = (Noise { epsilon: 0.01, field: "f" }, Anonymizer::new());
        let first = 7_i64.apply(&rule, &anonymizer);
        assert!((0..100).all(|_| 7_i64.apply(&rule, &anonymizer) == first));
        let other = Noise { field: "g", ..rule };
        let starts = || std::iter::repeat_with(Anonymizer::new).take(20);
        assert!(starts().any(|start| 7_i64.apply(&rule, &start) != first));
        assert!(starts().any(|s| 7_i64.apply(&rule, &s) != 7_i64.apply(&other, &s)));
    }

    #[test]
    fn an_epsilon_out_of_range_tells_nothing_instead_of_everything() {
        for epsilon in [0.0, 1e-18, 1e-7, -1.0, 21.0, 1e9, f64::INFINITY, f64::NAN] {
            let (noise, randomize) =
                (Noise { epsilon, field: "f" }, Randomize { epsilon, field: "f" });
            for anonymizer in std::iter::repeat_with(Anonymizer::new).take(50) {
                assert_eq!(123_456_i64.apply(&noise, &anonymizer), 0, "{epsilon}");
                assert!(!true.apply(&randomize, &anonymizer), "{epsilon}");
                assert!(!false.apply(&randomize, &anonymizer), "{epsilon}");
            }
        }
    }

    #[test]
    fn what_exceeds_the_type_is_its_limit() {
        let rule = Noise { epsilon: 0.000_01, field: "f" };
        for value in [-7_i16, 7] {
            let sent: Vec<_> = fleet(0).take(200).map(|a| value.apply(&rule, &a)).collect();
            assert!(sent.contains(&i16::MAX) && sent.contains(&i16::MIN));
            assert!(!sent.contains(&(i16::MAX - 7)) && !sent.contains(&(i16::MIN + 7)));
        }
    }

    #[test]
    fn without_entropy_nothing_is_told() {
        let anonymizer = Anonymizer::holding(Secret::fixed(None));
        assert_eq!(7_i64.apply(&Noise { epsilon: 1.0, field: "f" }, &anonymizer), 0);
        assert!(!true.apply(&Randomize { epsilon: 1.0, field: "f" }, &anonymizer));
    }
}
