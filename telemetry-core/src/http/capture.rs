//! Capturing a report within a time: sections are the host's code and may hang.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
        mpsc::{RecvTimeoutError, channel},
    },
    thread,
    time::Duration,
};

use ::http::StatusCode;

use crate::{
    error::Error,
    http::answer::Refusal,
    report::{DetailsLevel, Instance, Report, Wanted},
};

/// Captures under way at one time. One that hangs keeps its place, so hanging
/// sections cost at most as many threads.
const PLACES: usize = 4;

/// The time for a capture, if the request names none.
pub(super) const PATIENCE: Duration = Duration::from_mins(1);

/// The places of captures.
#[derive(Clone, Debug, Default)]
pub(super) struct Captures(Arc<AtomicUsize>);

/// A place, given back when it is dropped.
struct Place(Captures);

impl Captures {
    /// A report, or why there is none.
    pub(super) fn capture(
        &self,
        instance: &Arc<Instance>,
        level: DetailsLevel,
        sections: Option<Vec<String>>,
        patience: Duration,
    ) -> Result<Report, Refusal> {
        let instance = Arc::clone(instance);
        self.run(patience, move || {
            let names: Option<Vec<&str>> =
                sections.as_ref().map(|names| names.iter().map(String::as_str).collect());
            instance.report(Wanted { level, sections: names.as_deref() })
        })
    }

    /// What `capture` gives, if it does so within `patience`.
    pub(super) fn run<T: Send + 'static>(
        &self,
        patience: Duration,
        capture: impl FnOnce() -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Refusal> {
        let place = self.place().ok_or_else(|| {
            Refusal::new(StatusCode::SERVICE_UNAVAILABLE, "too many reports are being captured")
        })?;
        let (tell, told) = channel();
        let capture = move || {
            let captured = capture();
            drop(place);
            // Nobody waits any more if it took too long.
            drop(tell.send(captured));
        };
        let failed = |why: &str| Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, why);
        thread::Builder::new()
            .name("telemetry-capture".into())
            .spawn(capture)
            .map_err(|_| failed("no thread for the capture"))?;
        match told.recv_timeout(patience) {
            Ok(captured) => captured.map_err(|error| failed(&error.to_string())),
            Err(RecvTimeoutError::Timeout) => {
                Err(Refusal::new(StatusCode::GATEWAY_TIMEOUT, "the capture took too long"))
            }
            Err(RecvTimeoutError::Disconnected) => Err(failed("the capture panicked")),
        }
    }

    fn place(&self) -> Option<Place> {
        let free = |taken: usize| (taken < PLACES).then_some(taken + 1);
        self.0.try_update(Ordering::Relaxed, Ordering::Relaxed, free).ok()?;
        Some(Place(self.clone()))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::Relaxed);
    }
}
