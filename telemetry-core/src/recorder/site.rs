//! What a callsite is: its description, and the word that the hot path reads
//! first.

use std::sync::{
    OnceLock,
    atomic::{AtomicPtr, AtomicU32},
};

use crate::recorder::{sampling::Sampling, shards::Shards};

/// How a callsite learns its name.
#[derive(Clone, Copy, Debug)]
pub enum Name {
    /// As written.
    Given(&'static str),
    /// Found at the first snapshot, once; for names that only the compiler
    /// knows.
    Probe(fn() -> String),
}

impl Name {
    pub(crate) fn resolve(self) -> String {
        match self {
            Self::Given(name) => name.to_owned(),
            Self::Probe(probe) => probe(),
        }
    }
}

/// What a callsite measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// Calls of a function or passes through a scope.
    Timed,
    /// A counter.
    Counter,
    /// A histogram of values.
    Values,
}

/// Everything about a callsite that does not change.
pub(crate) struct Description {
    pub(crate) kind: Kind,
    pub(crate) name: Name,
    pub(crate) module: &'static str,
    pub(crate) file: &'static str,
    pub(crate) line: u32,
    pub(crate) labels: &'static [(&'static str, &'static str)],
    pub(crate) sampling: Sampling,
    pub(crate) level: u8,
    pub(crate) text: &'static str,
    pub(crate) unit: &'static str,
    pub(crate) parent: Option<&'static Site>,
}

impl Description {
    pub(crate) const fn new(
        kind: Kind,
        name: Name,
        module: &'static str,
        file: &'static str,
        line: u32,
    ) -> Self {
        Self {
            kind,
            name,
            module,
            file,
            line,
            labels: &[],
            sampling: Sampling::Every,
            level: 1,
            text: "",
            unit: "",
            parent: None,
        }
    }
}

/// One callsite, as the recorder sees it. What every call reads is in front; what is
/// written after registration, [`Shards`], in another cache line.
#[repr(C, align(64))]
pub(crate) struct Site {
    /// The place of the callsite's shard among a thread's fast ones, or [`OFF`], or
    /// [`SLOW`].
    pub(crate) slot: AtomicU32,
    /// Zero before the first use, then the callsite's number.
    pub(crate) id: AtomicU32,
    /// The callsite registered before this one.
    pub(crate) next: AtomicPtr<Site>,
    pub(crate) description: Description,
    name: OnceLock<String>,
    pub(crate) shards: Shards,
}

const _: () = assert!(
    cfg!(loom) || std::mem::offset_of!(Site, shards) >= 64 && size_of::<Site>() <= 256,
    "a program has thousands of them"
);

/// The slot of every callsite while recording is off.
pub(crate) const OFF: u32 = 0;

/// A slot that no thread ever fills: the slow path looks further.
pub(crate) const SLOW: u32 = 1;

/// How many callsites have a slot. Those that are first called when all slots are
/// taken are found by the slow path at every call. 8 KiB of a thread's memory.
pub(crate) const SLOTS: usize = 1024;

/// The slot of callsite `id`.
pub(crate) fn slot_of(id: u32) -> u32 {
    if (id as usize) < SLOTS { id } else { SLOW }
}

impl Site {
    pub(crate) const fn new(description: Description) -> Self {
        Self {
            slot: AtomicU32::new(SLOW),
            id: AtomicU32::new(0),
            next: AtomicPtr::new(std::ptr::null_mut()),
            description,
            name: OnceLock::new(),
            shards: Shards::new(),
        }
    }

    /// The name; asked for at the first call.
    pub(crate) fn name(&self) -> &str {
        self.name.get_or_init(|| self.description.name.resolve())
    }
}
