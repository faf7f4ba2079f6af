//! From a request to its endpoint.

use std::{fmt, sync::Arc};

use ::http::{Method, Request, Response, StatusCode};
use serde::Serialize;

#[cfg(feature = "upload")]
use crate::upload::{UploadStatus, View};
use crate::{
    http::{
        answer::{self, Answer, Refusal},
        capture::Captures,
        metrics, outgoing, reports, ui,
    },
    report::{Instance, Status},
};

/// Whether a request may be answered, as the host decides.
type Allows = Arc<dyn Fn(&Request<()>) -> bool + Send + Sync>;

/// The host's authorization; without it every request may be answered.
#[derive(Clone, Default)]
pub(crate) struct Gate(Option<Allows>);

impl Gate {
    pub(crate) fn guarded_by(
        allows: impl Fn(&Request<()>) -> bool + Send + Sync + 'static,
    ) -> Self {
        Self(Some(Arc::new(allows)))
    }

    fn allows(&self, request: &Request<()>) -> bool {
        self.0.as_ref().is_none_or(|allows| allows(request))
    }
}

impl fmt::Debug for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Gate(guarded)" } else { "Gate(open)" })
    }
}

/// Everything that answering takes.
#[derive(Clone)]
pub(crate) struct Endpoints {
    pub(super) instance: Arc<Instance>,
    pub(super) captures: Captures,
    gate: Gate,
    #[cfg(feature = "upload")]
    pub(super) uploads: Option<View>,
}

/// The paths, in the order of the table in the module's documentation.
#[cfg(feature = "axum")]
pub(super) const PATHS: [&str; 6] = [
    "/telemetry",
    "/telemetry/status",
    "/telemetry/report",
    "/telemetry/diff",
    "/telemetry/ui",
    "/metrics",
];

impl Endpoints {
    pub(crate) fn new(
        instance: Arc<Instance>,
        gate: Gate,
        #[cfg(feature = "upload")] uploads: Option<View>,
    ) -> Self {
        Self {
            instance,
            captures: Captures::default(),
            gate,
            #[cfg(feature = "upload")]
            uploads,
        }
    }

    /// Answers `request`. It may wait for the host's sections, but no longer than
    /// the request's timeout.
    pub(crate) fn respond(&self, request: &Request<()>) -> Response<Vec<u8>> {
        let mut answer = self.answer(request).unwrap_or_else(Answer::from);
        if request.method() == Method::HEAD {
            answer.body_mut().clear();
        }
        answer
    }

    fn answer(&self, request: &Request<()>) -> Result<Answer, Refusal> {
        if !self.gate.allows(request) {
            return Err(Refusal::new(StatusCode::FORBIDDEN, "not authorized"));
        }
        let endpoint = endpoint(request.uri().path())
            .ok_or_else(|| Refusal::new(StatusCode::NOT_FOUND, "no such endpoint"))?;
        match *request.method() {
            Method::GET | Method::HEAD => endpoint(self, request),
            _ => Err(Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "use GET or HEAD")),
        }
    }
}

impl fmt::Debug for Endpoints {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Endpoints")
    }
}

type Endpoint = fn(&Endpoints, &Request<()>) -> Result<Answer, Refusal>;

fn endpoint(path: &str) -> Option<Endpoint> {
    Some(match path {
        "/telemetry" => reports::telemetry,
        "/telemetry/status" => status,
        "/telemetry/report" => outgoing::report,
        "/telemetry/diff" => reports::diff,
        "/telemetry/ui" => ui::page,
        "/metrics" => metrics::metrics,
        _ => return None,
    })
}

fn status(endpoints: &Endpoints, request: &Request<()>) -> Result<Answer, Refusal> {
    #[derive(Serialize)]
    struct Whole {
        #[serde(flatten)]
        status: Status,
        #[cfg(feature = "upload")]
        #[serde(skip_serializing_if = "Option::is_none")]
        uploads: Option<UploadStatus>,
    }
    reports::no_parameters(request)?;
    answer::json(&Whole {
        status: Status::of(&endpoints.instance),
        #[cfg(feature = "upload")]
        uploads: endpoints.uploads.as_ref().map(View::status),
    })
}
