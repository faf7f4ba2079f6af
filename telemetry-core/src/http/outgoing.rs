//! `/telemetry/report`: what will be and what was sent.

use std::sync::Arc;

use ::http::{Request, StatusCode};
use serde::Serialize;

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
    let read = Parameters::read(request.uri().query(), &["state"])?;
    match read.word("state", &["next", "last", "log"])? {
        "last" => last(endpoints),
        "log" => log(endpoints),
        _ => next(endpoints),
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
