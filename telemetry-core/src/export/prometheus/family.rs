//! Metric families: what every format writes, before it is written.

use std::{borrow::Cow, collections::BTreeMap};

use crate::{
    export::{prometheus::names::Labels, units::Unit},
    snapshot::histogram::Histogram,
};

/// What a family's samples are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Counter,
    Gauge,
    Histogram,
    /// A gauge of one, whose labels are what it says.
    Info,
}

/// The value of one series.
#[derive(Clone, Debug)]
pub(super) enum Value<'a> {
    /// A count that is written as the integer it is.
    Count(u64),
    Number(f64),
    Histogram(Cow<'a, Histogram>),
}

/// All series of one name.
#[derive(Clone, Debug)]
pub(super) struct Family<'a> {
    /// Without `_total` or `_info`.
    pub(super) name: String,
    pub(super) kind: Kind,
    pub(super) unit: Unit,
    pub(super) help: String,
    /// The upper bounds of a histogram's classic buckets, in the base unit.
    pub(super) bounds: &'static [f64],
    pub(super) series: BTreeMap<Labels, Value<'a>>,
}

impl<'a> Family<'a> {
    pub(super) fn new(name: impl Into<String>, kind: Kind, unit: Unit, help: &str) -> Self {
        let bounds = if unit.word == "seconds" { DURATION_BOUNDS } else { SIZE_BOUNDS };
        let (name, help) = (name.into(), help.to_owned());
        Self { name, kind, unit, help, bounds, series: BTreeMap::new() }
    }

    /// Adds a series; one that is there already is joined with it.
    pub(super) fn push(&mut self, labels: Labels, value: Value<'a>) {
        match self.series.get_mut(&labels) {
            None => drop(self.series.insert(labels, value)),
            Some(Value::Count(ours)) => {
                if let Value::Count(theirs) = value {
                    *ours = ours.saturating_add(theirs);
                }
            }
            Some(Value::Number(ours)) => {
                if let Value::Number(theirs) = value {
                    *ours = ours.max(theirs);
                }
            }
            Some(Value::Histogram(ours)) => {
                if let Value::Histogram(theirs) = value {
                    ours.to_mut().merge(&theirs);
                }
            }
        }
    }

    /// The name of the samples of families that are not histograms.
    pub(super) fn sample_name(&self) -> String {
        match self.kind {
            Kind::Counter => format!("{}_total", self.name),
            Kind::Info => format!("{}_info", self.name),
            Kind::Gauge | Kind::Histogram => self.name.clone(),
        }
    }

    /// Every name that the family's samples could have in some format.
    pub(super) fn sample_names(&self) -> Vec<String> {
        let suffixes: &[&str] = match self.kind {
            Kind::Counter => &["", "_total", "_created"],
            Kind::Gauge => &[""],
            Kind::Info => &["", "_info"],
            Kind::Histogram => &["", "_bucket", "_count", "_sum", "_created"],
        };
        suffixes.iter().map(|suffix| format!("{}{suffix}", self.name)).collect()
    }
}

/// 100 ns to 100 s, three bounds per decade.
const DURATION_BOUNDS: &[f64] = &[
    1e-7, 2.5e-7, 5e-7, 1e-6, 2.5e-6, 5e-6, 1e-5, 2.5e-5, 5e-5, 1e-4, 2.5e-4, 5e-4, 1e-3, 2.5e-3,
    5e-3, 1e-2, 2.5e-2, 5e-2, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 25.0, 50.0, 100.0,
];

/// 1 to 2^40, each four times the one before.
const SIZE_BOUNDS: &[f64] = &[
    1.0,
    4.0,
    16.0,
    64.0,
    256.0,
    1024.0,
    4096.0,
    16384.0,
    65536.0,
    262_144.0,
    1_048_576.0,
    4_194_304.0,
    16_777_216.0,
    67_108_864.0,
    268_435_456.0,
    1_073_741_824.0,
    4_294_967_296.0,
    17_179_869_184.0,
    68_719_476_736.0,
    274_877_906_944.0,
    1_099_511_627_776.0,
];
