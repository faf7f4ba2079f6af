//! Counters, gauges and free-standing values in a snapshot.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::snapshot::{callsite::Identity, histogram::Histogram};

/// The accessors that every named entry has.
macro_rules! identity_accessors {
    ($entry:ident) => {
        impl $entry {
            /// The name given to it.
            pub fn name(&self) -> &str {
                &self.identity.name
            }

            /// Its labels.
            pub fn labels(&self) -> &BTreeMap<String, String> {
                &self.identity.labels
            }

            /// What it shows, in words; empty if nobody said.
            pub fn description(&self) -> &str {
                &self.identity.description
            }

            /// The details level from which on reports have it.
            pub fn level(&self) -> u8 {
                self.identity.level
            }
        }
    };
}

/// A counter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CounterSnapshot {
    #[serde(flatten)]
    pub(crate) identity: Identity,
    pub(crate) value: u64,
}

/// A gauge.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GaugeSnapshot {
    #[serde(flatten)]
    pub(crate) identity: Identity,
    pub(crate) value: f64,
}

/// Values recorded outside of any callsite.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValuesSnapshot {
    #[serde(flatten)]
    pub(crate) identity: Identity,
    /// The unit, for example `bytes`; empty if nobody said.
    #[serde(default)]
    pub(crate) unit: String,
    pub(crate) histogram: Histogram,
}

identity_accessors!(CounterSnapshot);
identity_accessors!(GaugeSnapshot);
identity_accessors!(ValuesSnapshot);

impl CounterSnapshot {
    /// The count.
    pub fn value(&self) -> u64 {
        self.value
    }
}

impl GaugeSnapshot {
    /// The value last set; in a merged snapshot the highest.
    pub fn value(&self) -> f64 {
        self.value
    }
}

impl ValuesSnapshot {
    /// The unit of the values; empty if nobody said.
    pub fn unit(&self) -> &str {
        &self.unit
    }

    /// The distribution of the values.
    pub fn histogram(&self) -> &Histogram {
        &self.histogram
    }
}
