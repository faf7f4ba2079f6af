//! The thread that sends metrics.

use std::{
    fmt, io,
    sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    thread,
    time::{Duration, SystemTime},
};

use parking_lot::Mutex;
use prost::Message;

use crate::{
    export::otlp::{
        convert::{self, Span},
        post::{Answer, Post},
        settings::{ExporterBuilder, Temporality},
    },
    snapshot::{snapshot::Snapshot, take::snapshot},
};

/// Requests in all that one round makes.
const ATTEMPTS: u32 = 3;

/// The wait before the second attempt; each further one is twice as long.
const BACKOFF: Duration = Duration::from_secs(1);

/// The longest that a receiver's `Retry-After` is followed.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// How often a waiting thread looks whether it still may send.
const LOOK: Duration = Duration::from_millis(500);

/// The time for the last request when the exporter is dropped.
const LAST_CALL: Duration = Duration::from_millis(500);

/// How long a drop waits for the thread, which may be in a request.
const PATIENCE: Duration = Duration::from_millis(800);

/// A running exporter. Dropping it sends once more and returns within a second.
pub struct Exporter {
    /// Dropped to stop the thread.
    stop: Option<Sender<()>>,
    /// Closed when the thread has ended. Locked by nobody: it makes this `Sync`.
    ended: Mutex<Receiver<()>>,
}

impl Exporter {
    /// Starts the thread. It ends by itself as soon as `allowed` says no.
    ///
    /// # Errors
    ///
    /// If the operating system starts no thread.
    pub(crate) fn start(
        settings: ExporterBuilder,
        allowed: impl Fn() -> bool + Send + 'static,
    ) -> io::Result<Self> {
        let (stop, stopped) = channel();
        let (ends, ended) = channel();
        let thread = Thread {
            post: Post::to(&settings),
            begun: nanos_since_1970().saturating_sub(nanos(snapshot().uptime())),
            arrived: None,
            away: false,
            settings,
            allowed,
            stopped,
            _ends: ends,
        };
        thread::Builder::new().name("telemetry-otlp".into()).spawn(move || thread.run())?;
        Ok(Self { stop: Some(stop), ended: Mutex::new(ended) })
    }
}

impl Drop for Exporter {
    fn drop(&mut self) {
        drop(self.stop.take());
        // Either the thread has ended, or it is left alone with its request,
        // which times out.
        let _: Result<(), RecvTimeoutError> = self.ended.get_mut().recv_timeout(PATIENCE);
    }
}

impl fmt::Debug for Exporter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Exporter")
    }
}

struct Thread<A> {
    post: Post,
    settings: ExporterBuilder,
    allowed: A,
    /// When recording began, in ns since 1970.
    begun: u64,
    /// The last snapshot that arrived, and when it was taken; for deltas.
    arrived: Option<(Snapshot, u64)>,
    /// Whether the last round failed.
    away: bool,
    stopped: Receiver<()>,
    _ends: Sender<()>,
}

/// Why a wait ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Woken {
    /// The time is over.
    InTime,
    /// The exporter was dropped.
    ToStop,
    /// Sending is not allowed any more.
    NotAllowed,
}

impl<A: Fn() -> bool> Thread<A> {
    fn run(mut self) {
        loop {
            match self.wait(self.settings.interval) {
                Woken::InTime => self.round(),
                Woken::ToStop => {
                    let (body, taken, end) = self.request();
                    let answer = self.post.send(&body, LAST_CALL);
                    return self.settle(&answer, taken, end);
                }
                Woken::NotAllowed => return,
            }
        }
    }

    /// Sends what there is at this moment, again if need be. What does not
    /// arrive is part of what the next round sends.
    fn round(&mut self) {
        let (body, taken, end) = self.request();
        let mut backoff = BACKOFF;
        for attempt in 1..=ATTEMPTS {
            let answer = self.post.send(&body, Duration::MAX);
            if let Answer::Later(_, wanted) = &answer
                && attempt < ATTEMPTS
                && self.wait(wanted.unwrap_or(backoff).min(LONGEST_WAIT)) == Woken::InTime
            {
                backoff *= 2;
                continue;
            }
            return self.settle(&answer, taken, end);
        }
    }

    /// A request, the snapshot it is made of, and when that was taken.
    fn request(&self) -> (Vec<u8>, Snapshot, u64) {
        let (taken, end) = (snapshot(), nanos_since_1970());
        let temporality = self.settings.temporality;
        let request = if let Some((arrived, start)) = &self.arrived {
            let span = Span { start: *start, end, temporality };
            convert::request(&taken.since(arrived), span, &self.settings.resource)
        } else {
            let span = Span { start: self.begun, end, temporality };
            convert::request(&taken, span, &self.settings.resource)
        };
        (request.encode_to_vec(), taken, end)
    }

    /// Remembers what arrived, and says once when that changes.
    fn settle(&mut self, answer: &Answer, taken: Snapshot, end: u64) {
        match answer {
            Answer::Accepted => {
                if self.settings.temporality == Temporality::Delta {
                    self.arrived = Some((taken, end));
                }
                if self.away {
                    log::info!("telemetry: the OTLP receiver answers again");
                }
            }
            Answer::Later(why, _) | Answer::Refused(why) if !self.away => {
                log::info!("telemetry: no metrics to the OTLP receiver: {why}");
            }
            Answer::Later(why, _) | Answer::Refused(why) => {
                log::debug!("telemetry: still no metrics to the OTLP receiver: {why}");
            }
        }
        self.away = *answer != Answer::Accepted;
    }

    fn wait(&self, mut left: Duration) -> Woken {
        loop {
            if !(self.allowed)() {
                return Woken::NotAllowed;
            }
            if left.is_zero() {
                return Woken::InTime;
            }
            let now = left.min(LOOK);
            left -= now;
            if self.stopped.recv_timeout(now) == Err(RecvTimeoutError::Disconnected) {
                return if (self.allowed)() { Woken::ToStop } else { Woken::NotAllowed };
            }
        }
    }
}

fn nanos_since_1970() -> u64 {
    // A clock before 1970 is one that was never set.
    nanos(SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default())
}

fn nanos(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}
