//! The state of the run that the sections are made from, shared with telemetry.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::sections::{IndexReport, IntakeReport, LoadReport};

/// The sections as far as the run has come. Clones share it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Run {
    sections: Arc<Mutex<Sections>>,
}

/// All sections.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sections {
    pub(crate) index: IndexReport,
    pub(crate) intake: IntakeReport,
    pub(crate) load: LoadReport,
}

impl Run {
    /// The sections, to read or to replace. A panic elsewhere does not make them
    /// wrong: each is replaced as a whole.
    pub(crate) fn sections(&self) -> MutexGuard<'_, Sections> {
        self.sections.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
