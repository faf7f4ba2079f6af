//! Values that go up and down: the last one set is the value.

use std::{
    fmt,
    sync::{
        OnceLock,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
};

use parking_lot::Mutex;

use crate::recorder::{description::Description, registry};

static GAUGES: Mutex<Vec<&'static Gauge>> = Mutex::new(Vec::new());

/// A value that goes up and down. Always a `static`; shared by all threads,
/// since "the last value set" has a meaning only across them.
pub struct Gauge {
    bits: AtomicU64,
    /// The gauge that was first under this name and these labels, perhaps itself:
    /// what one place adds, another may take away.
    first: OnceLock<&'static Gauge>,
    describe: fn() -> Description,
    about: OnceLock<(Description, String)>,
}

impl fmt::Debug for Gauge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gauge")
            .field("name", &self.name())
            .field("labels", &self.description().labels)
            .field("value", &self.value())
            .finish()
    }
}

impl Gauge {
    /// A gauge at zero; it appears in snapshots once it was set.
    ///
    /// ```
    /// use telemetry_core::{Description, Gauge};
    ///
    /// static DEPTH: Gauge = Gauge::new(|| Description::values("queue.depth", module_path!()));
    ///
    /// DEPTH.add(2.0);
    /// DEPTH.add(-0.5);
    /// # let snapshot = telemetry_core::snapshot();
    /// # assert_eq!(snapshot.gauges().next().unwrap().value(), 1.5);
    /// ```
    pub const fn new(describe: fn() -> Description) -> Self {
        Self { bits: AtomicU64::new(0), first: OnceLock::new(), describe, about: OnceLock::new() }
    }

    /// Sets the value.
    #[inline]
    pub fn set(&'static self, value: f64) {
        if registry::is_recording() {
            self.first().bits.store(value.to_bits(), Relaxed);
        }
    }

    /// Adds to the value; a negative number takes away.
    #[inline]
    pub fn add(&'static self, difference: f64) {
        if registry::is_recording() {
            let add = |bits| (f64::from_bits(bits) + difference).to_bits();
            self.first().bits.update(Relaxed, Relaxed, add);
        }
    }

    pub(crate) fn value(&self) -> f64 {
        f64::from_bits(self.bits.load(Relaxed))
    }

    pub(crate) fn description(&self) -> &Description {
        &self.about().0
    }

    pub(crate) fn name(&self) -> &str {
        &self.about().1
    }

    fn about(&self) -> &(Description, String) {
        self.about.get_or_init(|| {
            let description = (self.describe)();
            (description, description.name())
        })
    }

    #[inline]
    fn first(&'static self) -> &'static Gauge {
        self.first.get_or_init(|| self.register())
    }

    #[cold]
    fn register(&'static self) -> &'static Gauge {
        // Asked for outside of the lock.
        let (name, labels) = (self.name(), self.description().labels);
        let mut gauges = GAUGES.lock();
        let same = gauges
            .iter()
            .find(|gauge| gauge.name() == name && gauge.description().labels == labels);
        if let Some(first) = same {
            return first;
        }
        gauges.push(self);
        self
    }
}

/// The gauges that were set, in order of their first use.
pub(crate) fn gauges() -> Vec<&'static Gauge> {
    GAUGES.lock().clone()
}
