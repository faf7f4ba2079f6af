//! One callsite in a snapshot.

use std::{borrow::Cow, collections::BTreeMap};

use serde::{Deserialize, Serialize};

use crate::snapshot::histogram::Histogram;

/// Where something is recorded and what it is called. Entries with the same
/// name and labels are one. Most of it stands in the program, and is not copied.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Identity {
    pub(crate) name: Cow<'static, str>,
    #[serde(default)]
    pub(crate) labels: BTreeMap<String, String>,
    #[serde(default)]
    pub(crate) module: Cow<'static, str>,
    #[serde(default)]
    pub(crate) file: Cow<'static, str>,
    #[serde(default)]
    pub(crate) line: u32,
    #[serde(default)]
    pub(crate) level: u8,
    #[serde(default)]
    pub(crate) description: Cow<'static, str>,
}

/// What makes two entries one.
pub(crate) type Key<'a> = (&'a str, &'a BTreeMap<String, String>);

impl Identity {
    pub(crate) fn key(&self) -> Key<'_> {
        (&self.name, &self.labels)
    }
}

/// Everything known of one instrumented function or scope.
///
/// Always `calls = ok + errors + nones + panics + cancelled + in_flight`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallsiteSnapshot {
    #[serde(flatten)]
    pub(crate) identity: Identity,
    pub(crate) calls: u64,
    pub(crate) ok: u64,
    pub(crate) errors: u64,
    pub(crate) nones: u64,
    pub(crate) panics: u64,
    pub(crate) cancelled: u64,
    pub(crate) in_flight: u64,
    /// Calls that were timed.
    pub(crate) timed: u64,
    /// The recorder's own cost so far, in ns.
    pub(crate) overhead: u64,
    pub(crate) duration: Histogram,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) busy: Option<Histogram>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) values: BTreeMap<String, Histogram>,
}

impl CallsiteSnapshot {
    /// `crate::module::Type::method`, or the name given to it.
    pub fn name(&self) -> &str {
        &self.identity.name
    }

    /// The module it stands in.
    pub fn module(&self) -> &str {
        &self.identity.module
    }

    /// The source file, as the compiler names it.
    pub fn file(&self) -> &str {
        &self.identity.file
    }

    /// The line in [`CallsiteSnapshot::file`].
    pub fn line(&self) -> u32 {
        self.identity.line
    }

    /// Its labels.
    pub fn labels(&self) -> &BTreeMap<String, String> {
        &self.identity.labels
    }

    /// The details level from which on reports have it.
    pub fn level(&self) -> u8 {
        self.identity.level
    }

    /// What it does, in words; empty if nobody said.
    pub fn description(&self) -> &str {
        &self.identity.description
    }

    /// Calls begun.
    pub fn calls(&self) -> u64 {
        self.calls
    }

    /// Calls that returned well.
    pub fn ok(&self) -> u64 {
        self.ok
    }

    /// Calls that returned an error.
    pub fn errors(&self) -> u64 {
        self.errors
    }

    /// Calls that returned nothing, where the callsite tells.
    pub fn nones(&self) -> u64 {
        self.nones
    }

    /// Calls that unwound.
    pub fn panics(&self) -> u64 {
        self.panics
    }

    /// Futures dropped before they were complete.
    pub fn cancelled(&self) -> u64 {
        self.cancelled
    }

    /// Calls that had not ended when the snapshot was taken.
    pub fn in_flight(&self) -> u64 {
        self.in_flight
    }

    /// Calls whose duration was measured: all, unless the callsite samples.
    pub fn timed(&self) -> u64 {
        self.timed
    }

    /// The share of the ended calls that were timed: 1 unless the callsite
    /// samples, 1 too if none has ended.
    #[expect(clippy::cast_precision_loss, reason = "a share is a float")]
    pub fn sampling_rate(&self) -> f64 {
        match self.calls - self.in_flight {
            0 => 1.0,
            ended => (self.timed as f64 / ended as f64).min(1.0),
        }
    }

    /// What recording these calls has cost, in ns, estimated from costs measured
    /// in the same process.
    pub fn overhead(&self) -> u64 {
        self.overhead
    }

    /// How long the calls took, in ns; for futures from the first poll to the
    /// end.
    pub fn duration(&self) -> &Histogram {
        &self.duration
    }

    /// For futures: the time inside `poll`, in ns.
    pub fn busy(&self) -> Option<&Histogram> {
        self.busy.as_ref()
    }

    /// The values recorded under `name` by `record(name = …)`.
    pub fn values(&self, name: &str) -> Option<&Histogram> {
        self.values.get(name)
    }

    /// All values recorded by the callsite, by name.
    pub fn all_values(&self) -> &BTreeMap<String, Histogram> {
        &self.values
    }

    pub(super) fn merge(&mut self, other: &Self) {
        for (ours, theirs) in self.counts_mut().into_iter().zip(other.counts()) {
            *ours = ours.saturating_add(theirs);
        }
        self.duration.merge(&other.duration);
        if let Some(busy) = &other.busy {
            self.busy.get_or_insert_default().merge(busy);
        }
        for (name, values) in &other.values {
            self.values.entry(name.clone()).or_default().merge(values);
        }
    }

    pub(super) fn since(&self, earlier: &Self) -> Self {
        let mut delta = self.clone();
        for (ours, theirs) in delta.counts_mut().into_iter().zip(earlier.counts()) {
            *ours = ours.saturating_sub(theirs);
        }
        // What is under way now has begun or gone on in the interval.
        delta.in_flight = self.in_flight;
        delta.calls = delta.ended() + delta.in_flight;
        delta.duration = self.duration.since(&earlier.duration);
        if let (Some(busy), Some(before)) = (&mut delta.busy, &earlier.busy) {
            *busy = busy.since(before);
        }
        for (name, before) in &earlier.values {
            if let Some(values) = delta.values.get_mut(name) {
                *values = values.since(before);
            }
        }
        delta
    }

    pub(super) fn ended(&self) -> u64 {
        self.ok + self.errors + self.nones + self.panics + self.cancelled
    }

    fn counts(&self) -> [u64; 9] {
        let Self { calls, ok, errors, nones, panics, .. } = *self;
        let Self { cancelled, in_flight, timed, overhead, .. } = *self;
        [calls, ok, errors, nones, panics, cancelled, in_flight, timed, overhead]
    }

    pub(super) fn counts_mut(&mut self) -> [&mut u64; 9] {
        [
            &mut self.calls,
            &mut self.ok,
            &mut self.errors,
            &mut self.nones,
            &mut self.panics,
            &mut self.cancelled,
            &mut self.in_flight,
            &mut self.timed,
            &mut self.overhead,
        ]
    }
}
