//! Everything between the report's making and its delivery, under one lock.

use std::{
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use crate::{
    error::Error,
    report::{Instance, Wanted},
    upload::{
        ledger::{Ledger, LedgerEntry, Sent},
        outcome::Outcome,
        parcel::{Kind, Parcel},
        queue::Queue,
        settings::UploadSettings,
        shared::UploadStatus,
    },
};

/// What is prepared, what waits, what was sent.
#[derive(Debug)]
pub(super) struct Outbox {
    instance: Arc<Instance>,
    /// The next report, if somebody has looked at it: then this is what is sent.
    seen: Option<Parcel>,
    queue: Queue,
    ledger: Ledger,
    sequence: u64,
    status: UploadStatus,
}

impl Outbox {
    pub(super) fn new(instance: Arc<Instance>, settings: &UploadSettings) -> Self {
        Self {
            instance,
            seen: None,
            queue: Queue::new(settings.interval),
            ledger: Ledger::new(settings.ledger_folder.clone()),
            sequence: 0,
            status: UploadStatus::default(),
        }
    }

    /// The report that is sent next, byte for byte.
    pub(super) fn look_at_next(&mut self, now: Duration) -> Result<Parcel, Error> {
        if let Some(waiting) = self.queue.front(now) {
            return Ok(waiting.clone());
        }
        let next = match self.seen.take() {
            Some(seen) => seen,
            None => self.prepare()?,
        };
        self.seen = Some(next.clone());
        Ok(next)
    }

    /// Puts the next report into the queue.
    pub(super) fn queue_next(&mut self, now: Duration) -> Result<(), Error> {
        let next = match self.seen.take() {
            Some(seen) => seen,
            None => self.prepare()?,
        };
        self.queue.push(now, next);
        Ok(())
    }

    /// The oldest report that waits.
    pub(super) fn front(&mut self, now: Duration) -> Option<Parcel> {
        self.queue.front(now).cloned()
    }

    pub(super) fn has_waiting(&self) -> bool {
        self.queue.len() > 0
    }

    /// Forgets what was not sent.
    pub(super) fn forget(&mut self) {
        self.queue.clear();
        self.seen = None;
    }

    /// `parcel` is about to leave.
    pub(super) fn announce(&self, parcel: &Parcel) {
        self.ledger.write(parcel);
    }

    /// Notes what became of `parcel`, and lets go of it unless it is to be tried
    /// again.
    pub(super) fn settle(&mut self, parcel: &Parcel, outcome: &Outcome) {
        let (sent, status) = match outcome {
            Outcome::Stored(status) => (Some(Sent::Stored), Some(*status)),
            Outcome::Refused(status) => (Some(Sent::Refused), Some(*status)),
            Outcome::Failed { may_have_left, .. } => (may_have_left.then_some(Sent::Unknown), None),
        };
        if let Some(sent) = sent {
            self.ledger.note(parcel, sent, status);
        }
        match outcome {
            Outcome::Stored(_) => {
                self.status.stored += 1;
                self.status.last_success = Some(unix_seconds());
            }
            Outcome::Refused(_) => self.status.refused += 1,
            Outcome::Failed { .. } => self.status.failed_attempts += 1,
        }
        let is_settled = !matches!(outcome, Outcome::Failed { .. });
        if is_settled && parcel.kind() == Kind::Report {
            self.queue.remove(parcel.id());
        }
    }

    /// The last report that the receiver took or refused.
    pub(super) fn last_report(&self) -> Option<LedgerEntry> {
        self.ledger.entries().rfind(|entry| entry.kind() == Kind::Report).cloned()
    }

    pub(super) fn log(&self) -> Vec<LedgerEntry> {
        self.ledger.entries().cloned().collect()
    }

    pub(super) fn status(&self) -> UploadStatus {
        UploadStatus {
            waiting: self.queue.len(),
            dropped: self.queue.dropped(),
            ..self.status.clone()
        }
    }

    /// Captures, numbers and seals a report. The number grows with every report
    /// that is made to be sent, so that the receiver can see a gap.
    fn prepare(&mut self) -> Result<Parcel, Error> {
        let level = self.instance.parts().details_level;
        let mut report = self.instance.report(Wanted { level, sections: None })?;
        report.sequence = self.sequence + 1;
        let parcel = Parcel::report(&self.instance.seal(&report))?;
        self.sequence += 1;
        Ok(parcel)
    }
}

fn unix_seconds() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}
