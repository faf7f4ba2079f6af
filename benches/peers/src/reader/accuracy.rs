//! Quantiles against the exact order statistics.

use ::hdrhistogram::Histogram;
use sketches_ddsketch::{Config, DDSketch};
use telemetry_core::Description;

use super::samples::{Random, Shape};

const VALUES: usize = 1_000_000;
const QUANTILES: [f64; 5] = [0.5, 0.9, 0.99, 0.999, 0.9999];
/// The longest duration that the references must hold: an hour.
const HOUR_NS: u64 = 3_600_000_000_000;

/// A row for each shape and quantile.
pub(super) fn rows() -> Vec<Vec<String>> {
    Shape::ALL.iter().flat_map(|&(name, shape)| rows_of(name, shape)).collect()
}

fn rows_of(name: &'static str, shape: Shape) -> Vec<Vec<String>> {
    let mut random = Random(7);
    let mut values: Vec<u64> = (0..VALUES).map(|_| shape.draw(&mut random)).collect();
    let ours = recorded(name, &values);
    let [two, three] = [2, 3].map(|digits| hdr(&values, digits));
    let sketch = sketch(&values);
    values.sort_unstable();
    let row = |q: f64| {
        let exact = exact(&values, q);
        let of_sketch = sketch.quantile(q).ok().flatten().unwrap_or(f64::NAN);
        vec![
            format!("{name}, p{}", (q * 1e6).round() / 1e4),
            format!("{exact} ns"),
            error(to_float(ours.quantile(q)), exact),
            error(to_float(two.value_at_quantile(q)), exact),
            error(to_float(three.value_at_quantile(q)), exact),
            error(of_sketch, exact),
        ]
    };
    QUANTILES.map(row).into()
}

/// The values as they come out of a snapshot.
fn recorded(name: &'static str, values: &[u64]) -> telemetry_core::Histogram {
    let site = Description::values(name, module_path!()).leak();
    for value in values {
        site.record(*value);
    }
    let snapshot = telemetry_core::snapshot();
    let found = snapshot.values().find(|values| values.name() == name);
    found.expect("it was just recorded").histogram().clone()
}

pub(super) fn hdr(values: &[u64], digits: u8) -> Histogram<u64> {
    let mut histogram =
        Histogram::new_with_bounds(1, HOUR_NS, digits).expect("the bounds are valid");
    for value in values {
        histogram.record(*value).expect("no value is above an hour");
    }
    histogram
}

pub(super) fn sketch(values: &[u64]) -> DDSketch {
    let mut sketch = DDSketch::new(Config::new(0.01, 4_096, 1.0));
    for value in values {
        sketch.add(to_float(*value));
    }
    sketch
}

/// The smallest value with at least a share `q` of all up to it.
fn exact(sorted: &[u64], q: f64) -> u64 {
    #[expect(clippy::cast_precision_loss, reason = "a million")]
    let rank = (q * sorted.len() as f64).ceil();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a rank")]
    let rank = rank as usize;
    sorted[rank.clamp(1, sorted.len()) - 1]
}

fn error(found: f64, exact: u64) -> String {
    format!("{:.2} %", 100.0 * (found / to_float(exact) - 1.0).abs())
}

fn to_float(ns: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "an hour in ns is below 2^52")]
    let float = ns as f64;
    float
}
