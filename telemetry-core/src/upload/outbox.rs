//! Everything between the report's making and its delivery, under one lock that
//! nobody holds for long.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::upload::{
    ledger::{Ledger, LedgerEntry, Sent},
    outcome::Outcome,
    parcel::{Kind, Parcel},
    queue::Queue,
    settings::UploadSettings,
    shared::UploadStatus,
};

/// What is prepared, what waits, what was sent.
#[derive(Debug)]
pub(super) struct Outbox {
    /// The next report, if somebody has looked at it: then this is what is sent.
    seen: Option<Parcel>,
    queue: Queue,
    ledger: Ledger,
    status: UploadStatus,
    /// Nothing will be sent any more.
    is_closed: bool,
}

impl Outbox {
    pub(super) fn new(settings: &UploadSettings) -> Self {
        Self {
            seen: None,
            queue: Queue::new(settings.interval),
            ledger: Ledger::default(),
            status: UploadStatus::default(),
            is_closed: false,
        }
    }

    /// The report that is sent next, if it is made already.
    pub(super) fn first(&mut self, now: Duration) -> Option<Parcel> {
        let waiting = self.queue.front(now).cloned();
        waiting.or_else(|| self.seen.clone())
    }

    /// Somebody was shown `next`, so it is what will be sent.
    pub(super) fn show(&mut self, next: Parcel) {
        self.seen = Some(next);
    }

    /// What somebody was shown, to be put into the queue now.
    pub(super) fn take_seen(&mut self) -> Option<Parcel> {
        self.seen.take()
    }

    /// Puts a report into the queue.
    pub(super) fn push(&mut self, now: Duration, next: Parcel) {
        if !self.is_closed {
            self.queue.push(now, next);
        }
    }

    /// The oldest report that waits.
    pub(super) fn front(&mut self, now: Duration) -> Option<Parcel> {
        self.queue.front(now).cloned()
    }

    pub(super) fn has_waiting(&self) -> bool {
        self.queue.len() > 0
    }

    /// Forgets what was not sent, and takes in nothing more.
    pub(super) fn close(&mut self) {
        self.is_closed = true;
        self.queue.clear();
        self.seen = None;
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
}

fn unix_seconds() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}
