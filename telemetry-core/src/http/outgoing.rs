//! `/telemetry/report`: what will be and what was sent.

use std::sync::Arc;

use ::http::{Request, StatusCode};
use serde::Serialize;
use uuid::Uuid;

use crate::{
    http::{
        answer::{self, Answer, Refusal},
        capture::PATIENCE,
        endpoints::Endpoints,
        parameters::Parameters,
    },
    report::Wanted,
};

pub(super) fn report(endpoints: &Endpoints, request: &Request<()>) -> Result<Answer, Refusal> {
    let read = Parameters::read(request.uri().query(), &["state", "id"])?;
    let id: Option<Uuid> = read.parsed("id")?;
    match (read.word("state", &["next", "last", "log"])?, id) {
        ("log", Some(id)) => document(endpoints, id),
        ("log", None) => log(endpoints),
        (_, Some(_)) => Err(Refusal::of_parameter("id", "goes with state=log")),
        ("last", None) => last(endpoints),
        (_, None) => next(endpoints),
    }
}

/// The report that will be sent; where none is sent, the one that would be.
fn next(endpoints: &Endpoints) -> Result<Answer, Refusal> {
    #[cfg(feature = "upload")]
    if let Some(uploads) = endpoints.uploads.clone() {
        let next = endpoints.captures.run(PATIENCE, move || uploads.next_report())?;
        return Ok(answer::document(next.to_vec()));
    }
    let instance = Arc::clone(&endpoints.instance);
    let next = endpoints.captures.run(PATIENCE, move || {
        let level = instance.parts().details_level;
        let mut report = instance.report(Wanted { level, sections: None })?;
        report.sequence = 1;
        instance.seal(&report).to_json()
    })?;
    Ok(answer::document(next))
}

#[cfg_attr(not(feature = "upload"), expect(unused_variables, reason = "nothing is sent"))]
fn last(endpoints: &Endpoints) -> Result<Answer, Refusal> {
    #[cfg(feature = "upload")]
    if let Some(last) = endpoints.uploads.as_ref().and_then(crate::upload::View::last_report) {
        return Ok(answer::document(last.json().to_vec()));
    }
    Err(Refusal::new(StatusCode::NOT_FOUND, "no report was sent"))
}

/// One document of the log.
#[cfg_attr(not(feature = "upload"), expect(unused_variables, reason = "nothing is sent"))]
fn document(endpoints: &Endpoints, id: Uuid) -> Result<Answer, Refusal> {
    #[cfg(feature = "upload")]
    if let Some(uploads) = &endpoints.uploads {
        let mut log = uploads.log();
        if let Some(at) = log.iter().position(|entry| entry.id() == id) {
            return Ok(answer::document(log.swap_remove(at).json().to_vec()));
        }
    }
    Err(Refusal::new(StatusCode::NOT_FOUND, "no such document in the log"))
}

/// Every document that this process sent, as far as it is remembered.
#[cfg_attr(not(feature = "upload"), expect(unused_variables, reason = "nothing is sent"))]
fn log(endpoints: &Endpoints) -> Result<Answer, Refusal> {
    #[derive(Serialize)]
    struct Log<T> {
        sent: Vec<T>,
    }
    #[cfg(feature = "upload")]
    if let Some(uploads) = &endpoints.uploads {
        return answer::json(&Log { sent: uploads.log() });
    }
    answer::json(&Log::<()> { sent: Vec::new() })
}
