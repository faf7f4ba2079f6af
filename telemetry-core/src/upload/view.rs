//! A look at the uploader.

use std::sync::Arc;

use crate::{
    error::Error,
    recorder::clock,
    upload::{
        ledger::LedgerEntry,
        shared::{Shared, UploadStatus},
    },
};

/// A look at what an uploader does, which does not keep it running.
#[derive(Clone, Debug)]
pub(crate) struct View(Arc<Shared>);

impl View {
    pub(super) fn of(shared: Arc<Shared>) -> Self {
        Self(shared)
    }

    /// The report that is sent next, byte for byte. Who has looked at it gets
    /// that one sent, whatever happens until then.
    ///
    /// # Errors
    ///
    /// If no report can be made.
    pub(crate) fn next_report(&self) -> Result<Arc<[u8]>, Error> {
        let next = self.0.look_at_next(clock::uptime())?;
        Ok(Arc::clone(next.json()))
    }

    /// The last report that left.
    pub(crate) fn last_report(&self) -> Option<LedgerEntry> {
        self.0.outbox.lock().last_report()
    }

    /// Every document that left, as far as it is remembered; oldest first.
    pub(crate) fn log(&self) -> Vec<LedgerEntry> {
        self.0.outbox.lock().log()
    }

    pub(crate) fn status(&self) -> UploadStatus {
        self.0.outbox.lock().status()
    }
}
