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
    /// A label whose value differs between the callsites of an array.
    pub(crate) slot: Option<(&'static str, &'static str)>,
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
            slot: None,
            sampling: Sampling::Every,
            level: 1,
            text: "",
            unit: "",
            parent: None,
        }
    }
}

/// One callsite, as the recorder sees it.
pub(crate) struct Site {
    /// Zero before the first use, then the callsite's number, with [`OFF`] set
    /// while recording is off.
    pub(crate) state: AtomicU32,
    /// The callsite registered before this one.
    pub(crate) next: AtomicPtr<Site>,
    pub(crate) shards: Shards,
    pub(crate) description: Description,
    name: OnceLock<String>,
}

/// The bit of [`Site::state`] that says that recording is off.
pub(crate) const OFF: u32 = 1 << 31;

impl Site {
    pub(crate) const fn new(description: Description) -> Self {
        Self {
            state: AtomicU32::new(0),
            next: AtomicPtr::new(std::ptr::null_mut()),
            shards: Shards::new(),
            description,
            name: OnceLock::new(),
        }
    }

    /// The name; asked for at the first call.
    pub(crate) fn name(&self) -> &str {
        self.name.get_or_init(|| self.description.name.resolve())
    }
}
