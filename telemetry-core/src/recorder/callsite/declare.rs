//! What a callsite is, as the macros write it down.

use std::panic::RefUnwindSafe;

use crate::recorder::{
    sampling::Sampling,
    site::{Description, Kind, Name, Site},
};

/// One instrumented function, scope, counter or histogram of values. Always a
/// `static`.
///
/// The macros write these; by hand:
///
/// ```
/// use telemetry_core::{Callsite, Name, Outcome};
///
/// static COMPACT: Callsite =
///     Callsite::timed(Name::Given("lsm.compact"), module_path!(), file!(), line!());
///
/// let started = COMPACT.start();
/// // … the work …
/// started.finish(Outcome::Ok);
/// assert_eq!(telemetry_core::snapshot().find("lsm.compact").unwrap().ok(), 1);
/// ```
pub struct Callsite {
    pub(super) site: Site,
}

impl std::fmt::Debug for Callsite {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Description { kind, file, line, .. } = &self.site.description;
        write!(f, "Callsite({kind:?}, {file}:{line})")
    }
}

// A panic leaves no counter half written, so a future or closure that holds a
// callsite may cross an unwind boundary if the rest of it may.
impl RefUnwindSafe for Callsite {}

impl Callsite {
    /// A callsite of calls, or of passes through a scope.
    pub const fn timed(name: Name, module: &'static str, file: &'static str, line: u32) -> Self {
        Self::new(Kind::Timed, name, module, file, line)
    }

    /// A callsite that counts.
    pub const fn counter(name: Name, module: &'static str, file: &'static str, line: u32) -> Self {
        Self::new(Kind::Counter, name, module, file, line)
    }

    /// A callsite that records values.
    pub const fn values(name: Name, module: &'static str, file: &'static str, line: u32) -> Self {
        Self::new(Kind::Values, name, module, file, line)
    }

    const fn new(
        kind: Kind,
        name: Name,
        module: &'static str,
        file: &'static str,
        line: u32,
    ) -> Self {
        let description = Description::new(kind, name, module, file, line);
        Self { site: Site::new(description) }
    }

    /// Static labels, as `(key, value)`.
    #[must_use]
    pub const fn with_labels(mut self, labels: &'static [(&'static str, &'static str)]) -> Self {
        self.site.description.labels = labels;
        self
    }

    /// Which calls are timed by [`Callsite::start_sampled`]. Default: every one.
    #[must_use]
    pub const fn with_sampling(mut self, sampling: Sampling) -> Self {
        self.site.description.sampling = sampling;
        self
    }

    /// From which details level on the report has it. Default: 1.
    #[must_use]
    pub const fn with_level(mut self, level: u8) -> Self {
        self.site.description.level = level;
        self
    }

    /// What it measures, in words.
    #[must_use]
    pub const fn with_description(mut self, text: &'static str) -> Self {
        self.site.description.text = text;
        self
    }

    /// The unit of the values, for example `bytes`.
    #[must_use]
    pub const fn with_unit(mut self, unit: &'static str) -> Self {
        self.site.description.unit = unit;
        self
    }

    /// Makes these values part of `parent`'s entry in snapshots.
    #[must_use]
    pub const fn of(mut self, parent: &'static Callsite) -> Self {
        self.site.description.parent = Some(&parent.site);
        self
    }

    #[cfg(any(feature = "stream", feature = "locks"))]
    pub(crate) fn name(&self) -> &str {
        self.site.name()
    }

    /// Whether [`Callsite::start_sampled`] is the way to start.
    #[cfg(feature = "locks")]
    pub(crate) const fn is_sampled(&self) -> bool {
        !matches!(self.site.description.sampling, Sampling::Every)
    }

    /// A callsite of calls like this one, under another name.
    #[cfg(any(feature = "stream", feature = "locks"))]
    pub(crate) const fn sibling(&self, name: Name) -> Self {
        let Description { module, file, line, labels, sampling, level, .. } = self.site.description;
        let mut sibling = Self::timed(name, module, file, line);
        sibling.site.description.labels = labels;
        sibling.site.description.sampling = sampling;
        sibling.site.description.level = level;
        sibling
    }

    pub(crate) const fn labels(&self) -> &'static [(&'static str, &'static str)] {
        self.site.description.labels
    }
}
