//! One contender's figures: medians, quartiles, and the ratio to the floor of
//! the same round.

use crate::{
    rounds::Series,
    statistics::{median, quantile},
};

/// The name of this project's own rows starts with this.
pub const OURS: &str = "telemetry";

/// Nanoseconds per call with so many threads, and what they amount to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cost {
    /// The median.
    pub ns: f64,
    /// The lower and the upper quartile.
    pub quartiles: (f64, f64),
    /// The call without the body, over two clock reads without the body: the
    /// median of the rounds' ratios.
    pub over_floor: f64,
}

/// A line of the table.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// What was measured.
    pub name: String,
    /// The crate and its version, when there is one.
    pub version: Option<String>,
    /// What one call leaves behind.
    pub kept: String,
    /// How it was set up.
    pub settings: String,
    /// One thread.
    pub alone: Cost,
    /// Two threads on the same callsite.
    pub shared: Cost,
}

impl Figure {
    /// Whether this is a row of this project.
    pub fn is_ours(&self) -> bool {
        self.name.starts_with(OURS)
    }
}

/// The figures, cheapest first. `version` finds a crate's version.
///
/// # Panics
/// When there are fewer than two series: the bare body and the floor are the
/// first two.
pub fn figures(series: &[Series], version: impl Fn(&str) -> Option<String>) -> Vec<Figure> {
    let [bare, floor, ..] = series else { panic!("the body and the floor come first") };
    let mut figures: Vec<Figure> = series
        .iter()
        .map(|one| Figure {
            name: one.contender.name().to_owned(),
            version: one
                .contender
                .measured_package()
                .and_then(|package| Some(format!("{package} {}", version(package)?))),
            kept: one.contender.kept().to_owned(),
            settings: one.contender.chosen_settings().to_owned(),
            alone: cost(&one.alone, &bare.alone, &floor.alone),
            shared: cost(&one.shared, &bare.shared, &floor.shared),
        })
        .collect();
    figures.sort_by(|a, b| a.alone.ns.total_cmp(&b.alone.ns));
    figures
}

fn cost(values: &[f64], bare: &[f64], floor: &[f64]) -> Cost {
    let rounds = values.iter().zip(bare).zip(floor);
    let ratios: Vec<f64> = rounds.map(|((ns, bare), floor)| (ns - bare) / (floor - bare)).collect();
    Cost {
        ns: median(values),
        quartiles: (quantile(values, 0.25), quantile(values, 0.75)),
        over_floor: median(&ratios),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contender::{Contender, body};

    fn series(name: &'static str, alone: [f64; 3]) -> Series {
        let contender = Box::leak(Box::new(Contender::new(name, "nothing", body)));
        Series { contender, alone: alone.to_vec(), shared: alone.to_vec() }
    }

    #[test]
    fn a_ratio_is_taken_within_its_round() {
        let all = [
            series("bare", [1.0, 2.0, 1.0]),
            series("floor", [11.0, 22.0, 11.0]),
            series("peer", [21.0, 42.0, 21.0]),
        ];
        let peer = figures(&all, |_| None).pop().expect("three figures");
        assert!((peer.alone.over_floor - 2.0).abs() < 1e-12);
        assert!((peer.alone.ns - 21.0).abs() < 1e-12);
    }

    #[test]
    fn the_cheapest_comes_first() {
        let all = [series("bare", [3.0; 3]), series("floor", [2.0; 3]), series("x", [1.0; 3])];
        let names: Vec<_> = figures(&all, |_| None).into_iter().map(|f| f.name).collect();
        assert_eq!(names, ["x", "floor", "bare"]);
    }
}
