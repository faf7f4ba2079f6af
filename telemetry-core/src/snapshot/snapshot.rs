//! A whole snapshot: reading, merging, subtracting.

use std::{collections::BTreeMap, time::Duration};

use serde::{Deserialize, Serialize};

use crate::snapshot::{
    callsite::{CallsiteSnapshot, Identity, Key},
    scalar::{CounterSnapshot, GaugeSnapshot, ValuesSnapshot},
};

/// An owned copy of everything recorded up to one moment.
///
/// Merging is associative and commutative, so snapshots of many processes can
/// be added in any order. Entries are ordered by name and labels.
///
/// ```
/// let earlier = telemetry_core::snapshot();
/// // … some work …
/// let delta = telemetry_core::snapshot().since(&earlier);
/// for site in delta.callsites() {
///     println!("{} {} calls", site.name(), site.calls());
/// }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// How long was recorded, in ns; of merged snapshots, together.
    pub(super) uptime: u64,
    pub(super) callsites: Vec<CallsiteSnapshot>,
    #[serde(default)]
    pub(super) counters: Vec<CounterSnapshot>,
    #[serde(default)]
    pub(super) gauges: Vec<GaugeSnapshot>,
    #[serde(default)]
    pub(super) values: Vec<ValuesSnapshot>,
}

impl Snapshot {
    /// How long was recorded; of merged snapshots, together.
    pub fn uptime(&self) -> Duration {
        Duration::from_nanos(self.uptime)
    }

    /// Every callsite that was called, by name and labels.
    pub fn callsites(&self) -> impl ExactSizeIterator<Item = &CallsiteSnapshot> {
        self.callsites.iter()
    }

    /// The first callsite of this name.
    pub fn find(&self, name: &str) -> Option<&CallsiteSnapshot> {
        self.callsites.iter().find(|site| site.name() == name)
    }

    /// Every counter that was used.
    pub fn counters(&self) -> impl ExactSizeIterator<Item = &CounterSnapshot> {
        self.counters.iter()
    }

    /// Every gauge that was set.
    pub fn gauges(&self) -> impl ExactSizeIterator<Item = &GaugeSnapshot> {
        self.gauges.iter()
    }

    /// Every histogram of values that belongs to no callsite.
    pub fn values(&self) -> impl ExactSizeIterator<Item = &ValuesSnapshot> {
        self.values.iter()
    }

    /// What recording has cost, in time of all threads together.
    pub fn overhead(&self) -> Duration {
        Duration::from_nanos(self.callsites.iter().map(CallsiteSnapshot::overhead).sum())
    }

    /// Adds `other`.
    pub fn merge(&mut self, other: &Self) {
        self.uptime = self.uptime.saturating_add(other.uptime);
        self.callsites.extend_from_slice(&other.callsites);
        self.counters.extend_from_slice(&other.counters);
        self.gauges.extend_from_slice(&other.gauges);
        self.values.extend_from_slice(&other.values);
        self.normalize();
    }

    /// Orders the entries and joins those of one name and labels.
    pub(super) fn normalize(&mut self) {
        normalize(&mut self.callsites, CallsiteSnapshot::merge);
        normalize(&mut self.counters, |ours, theirs| {
            ours.value = ours.value.saturating_add(theirs.value);
        });
        normalize(&mut self.gauges, |ours, theirs| ours.value = ours.value.max(theirs.value));
        normalize(&mut self.values, |ours, theirs| ours.histogram.merge(&theirs.histogram));
    }

    /// What was recorded since `earlier`, a snapshot of the same process or
    /// fleet. Gauges keep their value.
    #[must_use]
    pub fn since(&self, earlier: &Self) -> Self {
        Self {
            uptime: self.uptime.saturating_sub(earlier.uptime),
            callsites: since(&self.callsites, &earlier.callsites, CallsiteSnapshot::since),
            counters: since(&self.counters, &earlier.counters, |now, before| CounterSnapshot {
                value: now.value.saturating_sub(before.value),
                ..now.clone()
            }),
            gauges: self.gauges.clone(),
            values: since(&self.values, &earlier.values, |now, before| ValuesSnapshot {
                histogram: now.histogram.since(&before.histogram),
                ..now.clone()
            }),
        }
    }
}

/// An entry that has a name.
pub(super) trait Named {
    fn identity(&self) -> &Identity;
}

macro_rules! named {
    ($($entry:ident),*) => {
        $(impl Named for $entry {
            fn identity(&self) -> &Identity {
                &self.identity
            }
        })*
    };
}

named!(CallsiteSnapshot, CounterSnapshot, GaugeSnapshot, ValuesSnapshot);

/// The sort is by the whole identity, so that of joined entries the same one is
/// kept whatever order they came in.
fn normalize<T: Named>(entries: &mut Vec<T>, join: impl Fn(&mut T, &T)) {
    entries.sort_by(|a, b| a.identity().cmp(b.identity()));
    entries.dedup_by(|next, kept| {
        let same = next.identity().key() == kept.identity().key();
        if same {
            join(kept, next);
        }
        same
    });
}

fn since<T: Named + Clone>(now: &[T], before: &[T], subtract: impl Fn(&T, &T) -> T) -> Vec<T> {
    let before: BTreeMap<Key<'_>, &T> =
        before.iter().map(|entry| (entry.identity().key(), entry)).collect();
    now.iter()
        .map(|entry| match before.get(&entry.identity().key()) {
            Some(before) => subtract(entry, before),
            None => entry.clone(),
        })
        .collect()
}
