//! The uploader as its owner sees it.

use std::{
    fmt,
    sync::{Arc, OnceLock},
    thread::{self, Thread},
    time::Duration,
};

use crate::{
    crash::recorder::CrashRecorder,
    error::{Error, ErrorKind},
    recorder::clock,
    report::Instance,
    upload::{
        agenda::Agenda,
        client::Client,
        copies::Copies,
        daily::Daily,
        dice::Dice,
        outbox::Outbox,
        press::Press,
        settings::UploadSettings,
        shared::{Command, Shared},
        view::View,
        worker::Worker,
    },
};

/// How long the end of the process waits for what is on its way.
const PATIENCE: Duration = Duration::from_millis(700);

/// How long it then waits for the thread to notice that its connection is gone.
const LAST_PATIENCE: Duration = Duration::from_millis(100);

/// A running uploader; dropping it ends it within [`PATIENCE`] and
/// [`LAST_PATIENCE`].
pub(crate) struct Uploader {
    shared: Arc<Shared>,
    thread: Thread,
    /// The moment at which the end, once it has begun, must come.
    deadline: OnceLock<Duration>,
}

impl Uploader {
    /// Starts the thread. It opens no connection before the grace is over.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidSetting`] for a proxy or certificates that cannot be
    /// used, and for an interval or timeout of zero; [`ErrorKind::Io`] if the system refuses a thread.
    pub(crate) fn start(
        instance: &Arc<Instance>,
        endpoint: &str,
        settings: &UploadSettings,
        crashes: &Arc<CrashRecorder>,
    ) -> Result<Self, Error> {
        if settings.interval.is_zero() || settings.timeout.is_zero() {
            return Err(Error::new(ErrorKind::InvalidSetting, "interval or timeout of zero"));
        }
        let client = Client::new(endpoint, settings)?;
        let press = Press::new(Arc::clone(instance));
        let shared = Arc::new(Shared::new(press, Outbox::new(settings), client));
        let now = clock::uptime();
        let agenda = Agenda::new(now, settings.interval, settings.grace, Dice::thrown());
        // Before the thread, which may find at once that it is off.
        crashes.arm(now + settings.grace);
        let worker = Worker {
            instance: Arc::clone(instance),
            shared: Arc::clone(&shared),
            crashes: Arc::clone(crashes),
            agenda,
            copies: settings.ledger_folder.clone().map(Copies::in_folder),
            crash: None,
            is_open: false,
            complaints: Daily::default(),
        };
        let thread = thread::Builder::new()
            .name("telemetry".to_owned())
            .spawn(move || worker.run())
            .map_err(|cause| Error::new(ErrorKind::Io, "upload thread").because(cause))?;
        crashes.wake_on_news(thread.thread().clone());
        Ok(Self { shared, thread: thread.thread().clone(), deadline: OnceLock::new() })
    }

    /// A look at what it does.
    pub(crate) fn view(&self) -> View {
        View::of(Arc::clone(&self.shared))
    }

    /// Sends a report now, if the grace is over; whether the receiver took one
    /// within `patience`.
    pub(crate) fn flush(&self, patience: Duration) -> bool {
        let stored = || self.shared.outbox.lock().status().stored;
        let before = stored();
        self.shared.ask_to_hurry();
        self.thread.unpark();
        self.shared.wait(patience, || stored() > before);
        stored() > before
    }

    /// Sends what waits and ends, without waiting for it; gives the moment at
    /// which dropping this will not wait any longer.
    pub(crate) fn begin_end(&self) -> Duration {
        self.shared.order(Command::Finish);
        self.thread.unpark();
        *self.deadline.get_or_init(|| clock::uptime() + PATIENCE)
    }

    /// Begins no upload any more, and waits until the one in flight has come to an end,
    /// at most `patience`.
    pub(crate) fn settle(&self, patience: Duration) {
        self.shared.order(Command::Abort);
        self.thread.unpark();
        self.shared.wait(patience, || false);
    }

    /// Stops at once, an upload in flight included, and forgets what waits.
    pub(crate) fn abort(&self) {
        self.shared.order(Command::Abort);
        self.shared.client.clone().abort();
        self.shared.outbox.lock().close();
        self.thread.unpark();
    }
}

impl Drop for Uploader {
    fn drop(&mut self) {
        let patience = self.begin_end().saturating_sub(clock::uptime());
        if !self.shared.wait(patience, || false) {
            self.shared.order(Command::Abort);
            self.shared.client.clone().abort();
            self.shared.wait(LAST_PATIENCE, || false);
        }
    }
}

impl fmt::Debug for Uploader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Uploader").field("status", &self.view().status()).finish_non_exhaustive()
    }
}
