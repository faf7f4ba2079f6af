//! Values that go up and down: the last one set is the value.

use std::sync::{
    OnceLock,
    atomic::{AtomicU64, Ordering::Relaxed},
};

use parking_lot::Mutex;

use crate::recorder::{registry, site::Name};

static GAUGES: Mutex<Vec<&'static Gauge>> = Mutex::new(Vec::new());

/// A value that goes up and down. Always a `static`; shared by all threads,
/// since "the last value set" has a meaning only across them.
#[derive(Debug)]
pub struct Gauge {
    bits: AtomicU64,
    /// The gauge that was first under this name and these labels, perhaps itself:
    /// what one place adds, another may take away.
    first: OnceLock<&'static Gauge>,
    name: Name,
    pub(crate) module: &'static str,
    pub(crate) file: &'static str,
    pub(crate) line: u32,
    pub(crate) labels: &'static [(&'static str, &'static str)],
    pub(crate) description: &'static str,
    resolved: OnceLock<String>,
}

impl Gauge {
    /// A gauge at zero; it appears in snapshots once it was set.
    pub const fn new(name: Name, module: &'static str, file: &'static str, line: u32) -> Self {
        Self {
            bits: AtomicU64::new(0),
            first: OnceLock::new(),
            name,
            module,
            file,
            line,
            labels: &[],
            description: "",
            resolved: OnceLock::new(),
        }
    }

    /// Static labels, as `(key, value)`.
    #[must_use]
    pub const fn with_labels(mut self, labels: &'static [(&'static str, &'static str)]) -> Self {
        self.labels = labels;
        self
    }

    /// What it shows, in words.
    #[must_use]
    pub const fn with_description(mut self, text: &'static str) -> Self {
        self.description = text;
        self
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

    pub(crate) fn name(&self) -> &str {
        self.resolved.get_or_init(|| self.name.resolve())
    }

    #[inline]
    fn first(&'static self) -> &'static Gauge {
        self.first.get_or_init(|| self.register())
    }

    #[cold]
    fn register(&'static self) -> &'static Gauge {
        // Asked for outside of the lock.
        let name = self.name();
        let mut gauges = GAUGES.lock();
        let same = gauges.iter().find(|gauge| gauge.name() == name && gauge.labels == self.labels);
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
