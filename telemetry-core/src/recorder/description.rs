//! What a callsite says of itself.

use std::{fmt, panic::Location};

use crate::recorder::{name, sampling::Sampling};

/// What a callsite measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Calls of a function or passes through a scope.
    Timed,
    /// A counter.
    Counter,
    /// A histogram of values.
    Values,
}

/// How a callsite learns its name.
#[derive(Clone, Copy, Debug)]
enum Name {
    /// As written.
    Given(&'static str),
    /// From the path that the compiler prints for a closure in the function.
    Path(&'static str),
}

/// Everything about a callsite that does not change: what it measures, where it is,
/// under which name and labels.
///
/// A static holds the function that makes it, which is asked at the first call:
/// compilers take longer to evaluate a large constant than to compile a function.
///
/// ```
/// use telemetry_core::{Callsite, Description};
///
/// static SPILLED: Callsite = Callsite::new(|| {
///     Description::values("sort.spilled", module_path!())
///         .with_unit("bytes")
///         .with_description("What did not fit into memory.")
/// });
///
/// SPILLED.record(4096);
/// # let snapshot = telemetry_core::snapshot();
/// # assert_eq!(snapshot.values().next().unwrap().unit(), "bytes");
/// ```
#[derive(Clone, Copy, Debug)]
#[must_use = "it describes a callsite that is still to be made"]
pub struct Description {
    pub(crate) kind: Kind,
    name: Name,
    pub(crate) module: &'static str,
    pub(crate) file: &'static str,
    pub(crate) line: u32,
    pub(crate) labels: &'static [(&'static str, &'static str)],
    pub(crate) sampling: Sampling,
    pub(crate) level: u8,
    pub(crate) text: &'static str,
    pub(crate) unit: &'static str,
    pub(crate) parent: Option<&'static dyn Described>,
}

/// What has a description, and knows its name.
pub(crate) trait Described: fmt::Debug + Sync {
    fn description(&self) -> &'static Description;
    fn name(&self) -> &'static str;
}

impl Description {
    /// Calls, or passes through a scope, at the file and line of this call.
    #[track_caller]
    pub const fn timed(name: &'static str, module: &'static str) -> Self {
        Self::new(Kind::Timed, Name::Given(name), module, Location::caller())
    }

    /// A counter.
    #[track_caller]
    pub const fn counter(name: &'static str, module: &'static str) -> Self {
        Self::new(Kind::Counter, Name::Given(name), module, Location::caller())
    }

    /// A histogram of values, or a [`Gauge`](crate::Gauge).
    #[track_caller]
    pub const fn values(name: &'static str, module: &'static str) -> Self {
        Self::new(Kind::Values, Name::Given(name), module, Location::caller())
    }

    /// Calls of the function in which the closure with this type's path stands.
    pub(crate) const fn of_function(
        path: &'static str,
        module: &'static str,
        place: &'static Location<'static>,
    ) -> Self {
        Self::new(Kind::Timed, Name::Path(path), module, place)
    }

    const fn new(
        kind: Kind,
        name: Name,
        module: &'static str,
        place: &'static Location<'static>,
    ) -> Self {
        Self {
            kind,
            name,
            module,
            file: place.file(),
            line: place.line(),
            labels: &[],
            sampling: Sampling::Every,
            level: 1,
            text: "",
            unit: "",
            parent: None,
        }
    }

    /// Another file and line, for code that was generated from there.
    pub const fn with_place(mut self, file: &'static str, line: u32) -> Self {
        (self.file, self.line) = (file, line);
        self
    }

    /// Static labels, as `(key, value)`.
    pub const fn with_labels(mut self, labels: &'static [(&'static str, &'static str)]) -> Self {
        self.labels = labels;
        self
    }

    /// Which calls are timed by [`Callsite::start_sampled`](crate::Callsite::start_sampled).
    /// Default: every one.
    pub const fn with_sampling(mut self, sampling: Sampling) -> Self {
        self.sampling = sampling;
        self
    }

    /// From which details level on the report has it. Default: 1.
    pub const fn with_level(mut self, level: u8) -> Self {
        self.level = level;
        self
    }

    /// What it measures, in words.
    pub const fn with_description(mut self, text: &'static str) -> Self {
        self.text = text;
        self
    }

    /// The unit of the values, for example `bytes`.
    pub const fn with_unit(mut self, unit: &'static str) -> Self {
        self.unit = unit;
        self
    }

    /// The same under another name, with a callsite's labels, sampling and level.
    #[cfg(any(feature = "stream", feature = "locks"))]
    pub(crate) const fn renamed(mut self, name: &'static str) -> Self {
        self.name = Name::Given(name);
        self
    }

    /// The name; a path is read anew at each call.
    pub(crate) fn name(&self) -> String {
        match self.name {
            Name::Given(name) => name.to_owned(),
            Name::Path(path) => name::of_function(path),
        }
    }
}
