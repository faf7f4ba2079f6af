//! Answers, and the headers that all of them have.

use ::http::{
    HeaderValue, Response, StatusCode,
    header::{
        ALLOW, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY,
        X_CONTENT_TYPE_OPTIONS,
    },
};
use serde::Serialize;

/// What the endpoints answer.
pub(super) type Answer = Response<Vec<u8>>;

const JSON: &str = "application/json";

/// Nothing of what is served here runs or is shown inside of another page.
const NO_CONTENT_POLICY: &str = "default-src 'none'; frame-ancestors 'none'";

/// Status 200 with a body that is of `kind`.
pub(super) fn ok(kind: &'static str, body: Vec<u8>) -> Answer {
    let mut answer = Response::new(body);
    let headers = answer.headers_mut();
    for (name, value) in [
        (CONTENT_TYPE, kind),
        (CACHE_CONTROL, "no-store"),
        (CONTENT_SECURITY_POLICY, NO_CONTENT_POLICY),
        (REFERRER_POLICY, "no-referrer"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    answer
}

/// Status 200 with a JSON document that is written already.
pub(super) fn document(body: Vec<u8>) -> Answer {
    ok(JSON, body)
}

/// Status 200 with `value` as JSON.
pub(super) fn json(value: &impl Serialize) -> Result<Answer, Refusal> {
    let failed =
        |_| Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "the answer has no form in JSON");
    serde_json::to_vec(value).map(document).map_err(failed)
}

/// Why there is no other answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Refusal {
    #[serde(skip)]
    status: StatusCode,
    error: String,
    /// The parameter at fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    parameter: Option<String>,
}

impl Refusal {
    pub(super) fn new(status: StatusCode, error: &str) -> Self {
        Self { status, error: error.to_owned(), parameter: None }
    }

    /// Status 400 because of one parameter.
    pub(super) fn of_parameter(name: &str, fault: &str) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            error: format!("parameter `{name}`: {fault}"),
            parameter: Some(name.to_owned()),
        }
    }

    #[cfg(test)]
    pub(super) fn parameter(&self) -> Option<&str> {
        self.parameter.as_deref()
    }
}

impl From<Refusal> for Answer {
    fn from(refusal: Refusal) -> Self {
        let body = serde_json::to_vec(&refusal).expect("text always has a form in JSON");
        let mut answer = document(body);
        *answer.status_mut() = refusal.status;
        if refusal.status == StatusCode::METHOD_NOT_ALLOWED {
            answer.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
        }
        answer
    }
}
