//! Takes panics in: decides which are worth a record, and keeps the records
//! until they are sent.

use std::{
    collections::VecDeque,
    panic::PanicHookInfo,
    path::PathBuf,
    sync::{
        OnceLock,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread::Thread,
    time::Duration,
};

use parking_lot::Mutex;

#[cfg(all(feature = "crash-signals", unix))]
use crate::crash::slot::Slot;
use crate::{
    crash::{
        class::{self, Class},
        image::Image,
        limits::Limits,
        place,
        record::{MAX_FRAMES, Place, Record, current_hour},
        resolve::{ResolvedFrame, Resolver},
        spool::Spool,
    },
    identity::Identity,
    recorder::clock,
};

/// Records that wait in memory.
const MAX_WAITING: usize = 32;

/// How long the hook waits for the sender, which holds the lock for the moment
/// of a push or a pop; and for a few turns of the others, if it had to give its
/// processor away just then. In a forked child it may be held for ever.
const PATIENCE: Duration = Duration::from_millis(200);

/// No moment of the process's clock: 584 years.
const NEVER: u64 = u64::MAX;

const SECONDS_PER_DAY: u64 = 24 * 60 * 60;

/// The recorder of one started telemetry.
#[derive(Debug)]
pub(crate) struct CrashRecorder {
    app: String,
    app_version: String,
    image: Image,
    limits: Limits,
    spool: Option<Spool>,
    waiting: Mutex<VecDeque<Waiting>>,
    /// Nanoseconds of the process's clock from which panics are recorded.
    armed_from: AtomicU64,
    /// Open while there are crashes to name. The hook never asks for it.
    names: Mutex<Option<Resolver>>,
    has_news: AtomicBool,
    listener: OnceLock<Thread>,
    #[cfg(all(feature = "crash-signals", unix))]
    slot: Mutex<Option<Slot>>,
}

/// A record that is to be sent.
#[derive(Clone, Debug)]
pub(crate) struct Waiting {
    pub(crate) record: Record,
    /// Its file, unless none could be written.
    pub(crate) file: Option<PathBuf>,
}

impl CrashRecorder {
    /// A recorder that is not armed: it lets panics pass. `spool` is where
    /// crashes survive the process; without one they are kept in memory.
    pub(crate) fn new(app: &str, app_version: &str, spool: Option<Spool>) -> Self {
        Self {
            app: app.to_owned(),
            app_version: app_version.to_owned(),
            image: Image::of_this_process(),
            limits: Limits::new(),
            spool,
            waiting: Mutex::new(VecDeque::with_capacity(MAX_WAITING)),
            armed_from: AtomicU64::new(NEVER),
            names: Mutex::new(None),
            has_news: AtomicBool::new(false),
            listener: OnceLock::new(),
            #[cfg(all(feature = "crash-signals", unix))]
            slot: Mutex::new(None),
        }
    }

    /// From here on a signal that ends the process is recorded too, if panics are.
    #[cfg(all(feature = "crash-signals", unix))]
    pub(crate) fn open_slot(&self) {
        let Some(spool) = &self.spool else { return };
        // Asked with the lock, which who disarms takes later, to close what was opened.
        let mut open = self.slot.lock();
        if !self.is_armed() {
            return;
        }
        let Ok(identity) = Identity::draw() else { return };
        let record = self.record(&identity, Class::Signal, None, None, Vec::new());
        // Without a writable spool a signal cannot be recorded.
        let slot = spool.slot(&record).and_then(|path| Slot::create(path, &record, &self.image));
        *open = slot.ok();
    }

    /// From here on signals pass; the slot is removed.
    #[cfg(all(feature = "crash-signals", unix))]
    pub(crate) fn close_slot(&self) {
        self.slot.lock().take();
    }

    /// Panics are recorded from `moment` of the process's clock on.
    pub(crate) fn arm(&self, moment: Duration) {
        let nanos = u64::try_from(moment.as_nanos()).unwrap_or(NEVER);
        self.armed_from.store(nanos, Ordering::Release);
    }

    fn is_armed(&self) -> bool {
        clock::uptime().as_nanos() >= u128::from(self.armed_from.load(Ordering::Acquire))
    }

    /// From here on panics pass again, and what waits is forgotten and removed.
    pub(crate) fn disarm_and_forget(&self) {
        self.armed_from.store(NEVER, Ordering::Release);
        self.waiting.lock().clear();
        self.close_names();
        #[cfg(all(feature = "crash-signals", unix))]
        self.close_slot();
        if let Some(spool) = &self.spool {
            spool.purge();
        }
    }

    /// Takes up what earlier processes left in the spool.
    pub(crate) fn adopt_spool(&self) {
        let Some(spool) = &self.spool else { return };
        let left = spool.sweep();
        let mut waiting = self.waiting.lock();
        for (file, record) in left {
            if !holds(&waiting, &record) && waiting.len() < MAX_WAITING {
                waiting.push_back(Waiting { record, file: Some(file) });
            }
        }
    }

    /// Wakes `thread` when a panic was recorded.
    pub(crate) fn wake_on_news(&self, thread: Thread) {
        // One recorder, one uploader: there is no earlier listener.
        _ = self.listener.set(thread);
    }

    /// Whether a panic was recorded since the last time this was asked.
    pub(crate) fn has_news(&self) -> bool {
        self.has_news.swap(false, Ordering::AcqRel)
    }

    /// The oldest record that waits. It stays until it is [`done`](Self::done).
    pub(crate) fn next(&self) -> Option<Waiting> {
        self.waiting.lock().front().cloned()
    }

    /// All records that wait.
    pub(crate) fn waiting(&self) -> Vec<Waiting> {
        self.waiting.lock().iter().cloned().collect()
    }

    /// Forgets a record that was sent, or that never will be.
    pub(crate) fn done(&self, sent: &Waiting) {
        // First: what waits no more is gone.
        if let Some(file) = &sent.file {
            // If it stays, it is sent again under the same id, which the
            // receiver knows.
            _ = std::fs::remove_file(file);
        }
        let mut waiting = self.waiting.lock();
        waiting.retain(|waiting| waiting.record.token != sent.record.token);
        let is_last = waiting.is_empty();
        drop(waiting);
        if is_last {
            self.close_names();
        }
    }

    /// Panics seen since the start.
    pub(crate) fn total(&self) -> u64 {
        self.limits.total()
    }

    /// How often the crash of `record` was seen today.
    pub(super) fn seen(&self, record: &Record) -> u64 {
        let (site, stack) = record.keys();
        self.limits.seen(site, stack)
    }

    /// Names the frames of `record`, which takes a while.
    pub(super) fn resolve(&self, record: &Record) -> (Class, Vec<ResolvedFrame>) {
        let mut names = self.names.lock();
        names.get_or_insert_with(|| Resolver::new(self.image.clone())).resolve(record)
    }

    /// Lets go of the executable's debug information, unless it is in use.
    fn close_names(&self) {
        if let Some(mut names) = self.names.try_lock() {
            *names = None;
        }
    }

    /// The hook's part: no network, no lock of the application, no symbols.
    pub(super) fn take(&self, info: &PanicHookInfo<'_>) {
        if !self.is_armed() {
            return;
        }
        // Days of the process: the wall clock may jump back and forth.
        self.limits.turn_to(clock::uptime().as_secs() / SECONDS_PER_DAY);
        let (class, message) = class::classify(info.payload(), &self.image);
        let place = info.location().map(|at| Place {
            file: place::crate_relative(at.file()),
            line: at.line(),
            column: at.column(),
        });
        let site = Record::site(class, message.as_deref(), place.as_ref());
        if !self.limits.looks_at(site) {
            return;
        }
        let frames = self.stack();
        if !self.limits.records(Record::stack(site, &frames)) {
            return;
        }
        let Ok(identity) = Identity::draw() else { return };
        self.keep(self.record(&identity, class, message, place, frames));
    }

    fn record(
        &self,
        identity: &Identity,
        class: Class,
        message: Option<String>,
        place: Option<Place>,
        frames: Vec<u64>,
    ) -> Record {
        Record {
            version: Record::VERSION,
            token: identity.token().clone(),
            app: self.app.clone(),
            app_version: self.app_version.clone(),
            build: self.image.build(),
            hour: current_hour(),
            class,
            message,
            place,
            frames,
            signal: None,
        }
    }

    fn keep(&self, record: Record) {
        // A full disk or quota, or a folder that is read-only: the record is
        // then sent by this process or not at all.
        let file = self.spool.as_ref().and_then(|spool| spool.write(&record).ok());
        let waiting = self.waiting.try_lock_for(PATIENCE);
        // Asked again, with the lock: who disarms later clears and purges after that. Who
        // did it meanwhile may have done so before the file was there.
        if !self.is_armed() {
            drop(waiting);
            self.spool.as_ref().inspect(|spool| spool.purge());
            return;
        }
        if let Some(mut waiting) = waiting
            && waiting.len() < MAX_WAITING
        {
            // Its file may have been taken up already, with those of earlier processes.
            if !holds(&waiting, &record) {
                waiting.push_back(Waiting { record, file });
            }
            drop(waiting);
            self.has_news.store(true, Ordering::Release);
            // Unparking takes no lock and never blocks.
            self.listener.get().inspect(|thread| thread.unpark());
        }
    }

    /// The return addresses of this thread inside the executable.
    fn stack(&self) -> Vec<u64> {
        let mut frames = Vec::with_capacity(MAX_FRAMES);
        backtrace::trace(|frame| {
            frames.extend(self.image.offset_of(frame.ip().addr()));
            frames.len() < MAX_FRAMES
        });
        frames
    }
}

/// Whether `record` waits already.
fn holds(waiting: &VecDeque<Waiting>, record: &Record) -> bool {
    waiting.iter().any(|known| known.record.token == record.token)
}

#[cfg(test)]
#[path = "recorder_tests.rs"]
mod tests;
