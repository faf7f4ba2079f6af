//! The thread: looks at the agenda, sends one document, sleeps.

use std::{sync::Arc, thread, time::Duration};

use crate::{
    consent::Mode,
    crash::{
        document::CrashDocument,
        recorder::{CrashRecorder, Waiting},
    },
    recorder::clock,
    report::Instance,
    upload::{
        TARGET,
        agenda::Agenda,
        copies::Copies,
        daily::Daily,
        outcome::Outcome,
        parcel::{Kind, Parcel},
        shared::{Command, Shared},
    },
};

/// What the thread owns.
pub(super) struct Worker {
    pub(super) instance: Arc<Instance>,
    pub(super) shared: Arc<Shared>,
    pub(super) crashes: Arc<CrashRecorder>,
    pub(super) agenda: Agenda,
    /// Where the operator wants a copy of what is sent.
    pub(super) copies: Option<Copies>,
    /// The crash that is being delivered, with its bytes: a retry sends the same.
    pub(super) crash: Option<(Waiting, Parcel)>,
    pub(super) is_open: bool,
    pub(super) complaints: Daily,
}

impl Worker {
    /// Runs until it is told to stop or consent is withdrawn.
    pub(super) fn run(mut self) {
        while self.shared.command() == Command::Run {
            let now = clock::uptime();
            if !self.may_go_on(now) {
                break;
            }
            self.look_at_agenda(now);
            match self.agenda.may_attempt(now).then(|| self.next(now)).flatten() {
                Some(parcel) => self.attempt(&parcel),
                None => self.sleep(now),
            }
        }
        self.finish();
        self.shared.end();
    }

    /// Opens when the grace is over; from then on asks for consent each time.
    fn may_go_on(&mut self, now: Duration) -> bool {
        if !self.agenda.is_open(now) {
            return true;
        }
        if self.instance.parts().consent.ask_again() != Mode::On {
            self.shared.outbox.lock().close();
            self.crashes.disarm_and_forget();
            return false;
        }
        if !self.is_open {
            self.is_open = true;
            self.crashes.adopt_spool();
            #[cfg(all(feature = "crash-signals", unix))]
            self.crashes.open_slot();
        }
        true
    }

    fn look_at_agenda(&mut self, now: Duration) {
        if self.shared.is_asked_to_hurry() {
            self.agenda.hurry(now);
        }
        if self.crashes.has_news() {
            self.agenda.spread(now);
        }
        if self.agenda.report_is_due(now)
            && let Err(error) = self.shared.queue_next(now)
        {
            log::debug!(target: TARGET, "no report could be made: {error}");
        }
    }

    /// What is sent next: a crash, or else the oldest report.
    fn next(&mut self, now: Duration) -> Option<Parcel> {
        if self.crash.is_none() {
            self.crash = self.crashes.next().and_then(|waiting| self.pack(waiting));
        }
        let crash = self.crash.as_ref().map(|(_, parcel)| parcel.clone());
        crash.or_else(|| self.shared.outbox.lock().front(now))
    }

    fn pack(&self, waiting: Waiting) -> Option<(Waiting, Parcel)> {
        let document = CrashDocument::of(&waiting.record, &self.crashes);
        match Parcel::crash(&self.instance.parts().anonymizer.seal(&document)) {
            Ok(parcel) => Some((waiting, parcel)),
            Err(error) => {
                log::debug!(target: TARGET, "a crash cannot be reported: {error}");
                self.crashes.done(&waiting);
                None
            }
        }
    }

    fn attempt(&mut self, parcel: &Parcel) {
        let kept = self.copies.as_ref().map_or(Ok(()), |copies| copies.keep(parcel));
        let outcome = match kept {
            Ok(()) => self.shared.client.send(parcel),
            // Nothing leaves without the copy that the operator wants of it.
            Err(error) => Outcome::Failed {
                why: format!("no copy of it can be kept: {error}"),
                retry_after: None,
                may_have_left: false,
            },
        };
        self.shared.outbox.lock().settle(parcel, &outcome);
        if self.shared.command() == Command::Abort {
            return;
        }
        self.say(parcel, &outcome);
        let now = clock::uptime();
        match outcome {
            Outcome::Failed { retry_after, .. } => self.agenda.failed(now, retry_after),
            Outcome::Stored(_) | Outcome::Refused(_) => {
                self.agenda.moved_on(now);
                if parcel.kind() == Kind::Crash
                    && let Some((waiting, _)) = self.crash.take()
                {
                    self.crashes.done(&waiting);
                }
            }
        }
        self.shared.ring();
    }

    /// Failures at debug, and at info once a day.
    fn say(&mut self, parcel: &Parcel, outcome: &Outcome) {
        let (kind, id) = (parcel.kind(), parcel.id());
        match outcome {
            Outcome::Stored(_) => {
                log::debug!(target: TARGET, "sent {kind:?} {id}");
                if let Some((waiting, _)) = self.crash.as_ref().filter(|_| kind == Kind::Crash) {
                    let token = &waiting.record.identity();
                    log::info!(target: TARGET, "sent crash {id}; deletion token {}", token.token());
                }
            }
            Outcome::Refused(status) => self.complain(&format!("{id} was refused: {status}")),
            Outcome::Failed { why, .. } => self.complain(&format!("{id} was not sent: {why}")),
        }
    }

    fn complain(&mut self, what: &str) {
        let is_due = self.complaints.is_due(clock::uptime());
        let level = if is_due { log::Level::Info } else { log::Level::Debug };
        log::log!(target: TARGET, level, "{what}; it will be tried again as long as that helps");
    }

    fn sleep(&self, now: Duration) {
        let has_waiting = self.crash.is_some()
            || self.shared.outbox.lock().has_waiting()
            || self.is_open && self.crashes.next().is_some();
        let idle = self.agenda.idle(now, has_waiting);
        let until_open = self.agenda.until_open(now);
        thread::park_timeout(if self.is_open { idle } else { until_open });
    }

    /// The last moments: what waits is sent, unless the server is known to be
    /// away. The one that ordered it ends the thread's connection when time is up.
    fn finish(&mut self) {
        while self.is_open && !self.agenda.is_failing() && self.shared.command() == Command::Finish
        {
            match self.next(clock::uptime()) {
                Some(parcel) => self.attempt(&parcel),
                None => break,
            }
        }
    }
}
