//! The part of the handle and of its builder that is about sending.

use std::{path::PathBuf, time::Duration};

use telemetry_anonymize::Anonymized;

use crate::{
    crash::document::CrashDocument,
    error::{Error, ErrorKind},
    identity::Identity,
    report::{Report, Wanted},
    telemetry::{builder::TelemetryBuilder, handle::Telemetry, sending::Sending},
    upload::{self, DeletionReceipt, LedgerEntry, Proxy, UploadStatus},
};

impl TelemetryBuilder {
    /// From one report to the next, give or take a tenth. Default: one hour.
    pub fn interval(mut self, interval: Duration) -> Self {
        self.plan.sending.upload.interval = interval;
        self
    }

    /// From the start, when the notice is logged, to the first moment at which
    /// anything may be sent; the first report comes up to one interval later, by
    /// chance. A panic before it is not recorded. Default: ten minutes.
    pub fn grace(mut self, grace: Duration) -> Self {
        self.plan.sending.upload.grace = grace;
        self
    }

    /// The longest that one attempt to send may take. Default: 30 seconds.
    pub fn upload_timeout(mut self, timeout: Duration) -> Self {
        self.plan.sending.upload.timeout = timeout;
        self
    }

    /// The proxy to send through. Default: [`Proxy::Environment`].
    pub fn proxy(mut self, proxy: Proxy) -> Self {
        self.plan.sending.upload.proxy = proxy;
        self
    }

    /// The certificates (PEM) that vouch for the endpoint, in place of those of
    /// the public authorities. Default: those.
    pub fn root_certificates(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.plan.sending.upload.root_certificates = Some(pem.into());
        self
    }

    /// The folder in which crashes wait for the next start, with no id of this
    /// instance in them. Default: `crashes` in the application's folder below
    /// `XDG_STATE_HOME`, `~/.local/state` or `LOCALAPPDATA`; without any, crashes
    /// are kept in memory alone.
    pub fn spool_dir(mut self, folder: impl Into<PathBuf>) -> Self {
        self.plan.sending.spool_folder = Some(folder.into());
        self
    }

    /// A folder for a copy of everything that is sent, byte for byte, written
    /// before it is sent; what cannot be written is not sent. The last thousand
    /// documents are kept, at most 64 MiB. The reports in it hold the instance's
    /// id. Default: none.
    pub fn ledger_dir(mut self, folder: impl Into<PathBuf>) -> Self {
        self.plan.sending.upload.ledger_folder = Some(folder.into());
        self
    }
}

impl Telemetry {
    /// The next report, byte for byte as it is sent. Who has looked at it gets
    /// that one sent, whatever is recorded until then. Unless reports are sent,
    /// what would be.
    ///
    /// # Errors
    ///
    /// As [`Telemetry::report`], and [`ErrorKind::Unserializable`].
    pub fn next_report(&self) -> Result<Vec<u8>, Error> {
        if let Some(uploader) = &self.work.sending.uploader {
            return Ok(uploader.view().next_report()?.to_vec());
        }
        let level = self.instance().parts().details_level;
        let mut report: Report = self.instance().report(Wanted { level, sections: None })?;
        report.sequence = 1;
        self.seal(&report).to_json()
    }

    /// The last report that was sent.
    pub fn last_report(&self) -> Option<LedgerEntry> {
        self.work.sending.view()?.last_report()
    }

    /// Every document that this process sent, as far as memory for it goes (1 MiB,
    /// 256 documents), oldest first.
    pub fn sent_log(&self) -> Vec<LedgerEntry> {
        self.work.sending.view().map(|view| view.log()).unwrap_or_default()
    }

    /// Whether this process may send: what it sent is in its own memory.
    #[cfg(feature = "clap")]
    pub(crate) fn is_sending(&self) -> bool {
        self.work.sending.uploader.is_some()
    }

    /// The folder that the operator named for copies.
    #[cfg(feature = "clap")]
    pub(crate) fn ledger_folder(&self) -> Option<&std::path::Path> {
        self.work.sending.settings.ledger_folder.as_deref()
    }

    /// How sending goes; all zero unless reports are sent.
    pub fn upload_status(&self) -> UploadStatus {
        self.work.sending.view().map(|view| view.status()).unwrap_or_default()
    }

    /// Sends a report now instead of in its time, and waits up to `patience` for
    /// the receiver to take it; whether it did. Not before the grace is over.
    pub fn flush(&self, patience: Duration) -> bool {
        self.work.sending.uploader.as_ref().is_some_and(|uploader| uploader.flush(patience))
    }

    /// Crashes of this process, and of earlier ones, that wait to be sent, as they
    /// would be.
    pub fn waiting_crashes(&self) -> Vec<Anonymized<CrashDocument>> {
        let Some(crashes) = &self.work.sending.crashes else { return Vec::new() };
        let anonymizer = &self.instance().parts().anonymizer;
        let sealed = |waiting| anonymizer.seal(&CrashDocument::of(waiting, crashes));
        crashes.waiting().iter().map(|waiting| sealed(&waiting.record)).collect()
    }

    /// Panics of this process since the grace was over.
    pub fn panics(&self) -> u64 {
        self.work.sending.crashes.as_ref().map_or(0, |crashes| crashes.total())
    }

    /// Asks the endpoint to delete everything that this instance sent. It turns
    /// telemetry off for the rest of this run first, or the next report would
    /// undo it; so would one that is on its way, which is therefore waited for. Blocks
    /// for up to three attempts, and the one under way.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidSetting`] without an endpoint, [`ErrorKind::Refused`]
    /// if it does not accept the token, [`ErrorKind::Unreachable`] if it cannot
    /// be reached or gives no receipt.
    pub fn request_deletion(&self) -> Result<DeletionReceipt, Error> {
        self.instance().parts().consent.disable();
        let Sending { uploader, settings, .. } = &self.work.sending;
        uploader.as_ref().inspect(|uploader| uploader.settle(settings.timeout));
        self.disable();
        self.request_deletion_of(self.identity())
    }

    /// As [`Telemetry::request_deletion`], for an earlier start or a crash: their
    /// deletion tokens stand in the log. Works in every mode, for it is an act of
    /// the operator, and leaves the mode as it is.
    ///
    /// # Errors
    ///
    /// As [`Telemetry::request_deletion`].
    pub fn request_deletion_of(&self, identity: &Identity) -> Result<DeletionReceipt, Error> {
        let parts = self.instance().parts();
        let endpoint = parts.endpoint.as_deref();
        let endpoint =
            endpoint.ok_or_else(|| Error::new(ErrorKind::InvalidSetting, "no endpoint"))?;
        upload::delete(endpoint, &self.work.sending.settings, identity)
    }
}
