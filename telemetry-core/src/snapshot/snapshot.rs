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
#[serde(from = "Read")]
pub struct Snapshot {
    /// How long was recorded, in ns; of merged snapshots, together.
    pub(super) uptime: u64,
    pub(super) callsites: Vec<CallsiteSnapshot>,
    pub(super) counters: Vec<CounterSnapshot>,
    pub(super) gauges: Vec<GaugeSnapshot>,
    pub(super) values: Vec<ValuesSnapshot>,
}

/// A snapshot as it was read: its entries may be in any order.
#[derive(Deserialize)]
struct Read {
    uptime: u64,
    callsites: Vec<CallsiteSnapshot>,
    #[serde(default)]
    counters: Vec<CounterSnapshot>,
    #[serde(default)]
    gauges: Vec<GaugeSnapshot>,
    #[serde(default)]
    values: Vec<ValuesSnapshot>,
}

impl From<Read> for Snapshot {
    fn from(read: Read) -> Self {
        let Read { uptime, callsites, counters, gauges, values } = read;
        let mut snapshot = Self { uptime, callsites, counters, gauges, values };
        snapshot.normalize();
        snapshot
    }
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
        add(&mut self.callsites, &other.callsites);
        add(&mut self.counters, &other.counters);
        add(&mut self.gauges, &other.gauges);
        add(&mut self.values, &other.values);
    }

    /// Orders the entries and joins those of one name and labels.
    pub(super) fn normalize(&mut self) {
        normalize(&mut self.callsites);
        normalize(&mut self.counters);
        normalize(&mut self.gauges);
        normalize(&mut self.values);
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
trait Named: Clone {
    fn identity(&self) -> &Identity;
    fn identity_mut(&mut self) -> &mut Identity;
    /// Adds the numbers of an entry of the same name and labels.
    fn join(&mut self, other: &Self);
}

macro_rules! named {
    ($($entry:ident: |$ours:ident, $theirs:ident| $join:expr;)*) => {
        $(impl Named for $entry {
            fn identity(&self) -> &Identity {
                &self.identity
            }

            fn identity_mut(&mut self) -> &mut Identity {
                &mut self.identity
            }

            fn join(&mut self, $theirs: &Self) {
                let $ours = self;
                $join;
            }
        })*
    };
}

named! {
    CallsiteSnapshot: |ours, theirs| ours.merge(theirs);
    CounterSnapshot: |ours, theirs| ours.value = ours.value.saturating_add(theirs.value);
    GaugeSnapshot: |ours, theirs| ours.value = ours.value.max(theirs.value);
    ValuesSnapshot: |ours, theirs| ours.histogram.merge(&theirs.histogram);
}

/// Adds entries to others; both are in order. Of the identities of joined ones the
/// first in order is kept, so that merging does not depend on an order.
fn add<T: Named>(ours: &mut Vec<T>, theirs: &[T]) {
    let mut at = 0;
    let mut missing = Vec::new();
    for entry in theirs {
        let key = entry.identity().key();
        while ours.get(at).is_some_and(|own| own.identity().key() < key) {
            at += 1;
        }
        match ours.get_mut(at) {
            Some(own) if own.identity().key() == key => {
                own.join(entry);
                if entry.identity() < own.identity() {
                    own.identity_mut().clone_from(entry.identity());
                }
            }
            _ => missing.push(entry.clone()),
        }
    }
    if !missing.is_empty() {
        ours.append(&mut missing);
        normalize(ours);
    }
}

fn normalize<T: Named>(entries: &mut Vec<T>) {
    entries.sort_by(|a, b| a.identity().cmp(b.identity()));
    entries.dedup_by(|next, kept| {
        let same = next.identity().key() == kept.identity().key();
        if same {
            kept.join(next);
        }
        same
    });
}

fn since<T: Named>(now: &[T], before: &[T], subtract: impl Fn(&T, &T) -> T) -> Vec<T> {
    let before: BTreeMap<Key<'_>, &T> =
        before.iter().map(|entry| (entry.identity().key(), entry)).collect();
    now.iter()
        .map(|entry| match before.get(&entry.identity().key()) {
            Some(before) => subtract(entry, before),
            None => entry.clone(),
        })
        .collect()
}
