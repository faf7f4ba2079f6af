//! What a callsite is.

use std::panic::RefUnwindSafe;

#[cfg(any(feature = "stream", feature = "locks"))]
use crate::recorder::description::Described;
#[cfg(feature = "locks")]
use crate::recorder::sampling::Sampling;
use crate::recorder::{description::Description, site::Site};

/// One instrumented function, scope, counter or histogram of values. Always a
/// `static`, or [leaked](Description::leak).
///
/// The macros write these; by hand:
///
/// ```
/// use telemetry_core::{Callsite, Description, Outcome};
///
/// static COMPACT: Callsite =
///     Callsite::new(|| Description::timed("lsm.compact", module_path!()));
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
        self.site.fmt(f)
    }
}

// A panic leaves no counter half written, so a future or closure that holds a
// callsite may cross an unwind boundary if the rest of it may.
impl RefUnwindSafe for Callsite {}

impl Description {
    /// Makes these values part of `parent`'s entry in snapshots.
    pub const fn of(mut self, parent: &'static Callsite) -> Self {
        self.parent = Some(&parent.site);
        self
    }

    /// A callsite that is made at run time and lives for ever.
    ///
    /// ```
    /// use telemetry_core::{Description, Outcome};
    ///
    /// let tables = ["orders", "items"].map(|table| {
    ///     Description::timed(table, module_path!()).leak()
    /// });
    /// tables[1].start().finish(Outcome::Ok);
    /// # assert_eq!(telemetry_core::snapshot().find("items").unwrap().ok(), 1);
    /// ```
    #[must_use]
    pub fn leak(self) -> &'static Callsite {
        Box::leak(Box::new(Callsite::described(self)))
    }
}

impl Callsite {
    /// A callsite that `describe` tells about when it is first called, or asked for. It
    /// may be called twice, by threads that come at once.
    pub const fn new(describe: fn() -> Description) -> Self {
        Self { site: Site::new(describe) }
    }

    pub(crate) fn described(description: Description) -> Self {
        Self { site: Site::described(description) }
    }

    #[cfg(any(feature = "stream", feature = "locks"))]
    pub(crate) fn description(&self) -> &'static Description {
        self.site.description()
    }

    /// Whether [`Callsite::start_sampled`] is the way to start.
    #[cfg(feature = "locks")]
    pub(crate) fn is_sampled(&self) -> bool {
        self.description().sampling != Sampling::Every
    }

    #[cfg(any(feature = "stream", feature = "locks"))]
    pub(crate) fn name(&self) -> &str {
        self.site.name()
    }
}
