//! One request to the receiver.

use std::time::Duration;

use ureq::{Agent, http::HeaderMap};

use crate::export::otlp::settings::ExporterBuilder;

/// The longest that a request takes, name look-up and answer included.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Of an answer nothing but the status is of interest; more than this is not
/// waited for.
const ANSWER_BYTES: u64 = 64 * 1024;

/// What became of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    Accepted,
    /// It may go better after a while, perhaps the one that the receiver named.
    Later(String, Option<Duration>),
    /// The receiver does not want it.
    Refused(String),
}

/// The way to one receiver.
#[derive(Debug)]
pub(super) struct Post {
    agent: Agent,
    url: String,
    headers: Vec<(String, String)>,
}

impl Post {
    pub(super) fn to(settings: &ExporterBuilder) -> Self {
        let config = Agent::config_builder()
            .timeout_global(Some(TIMEOUT))
            .http_status_as_error(false)
            // A receiver does not move while the program runs.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .user_agent(concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION")))
            .build();
        Self { agent: config.new_agent(), url: settings.url(), headers: settings.headers.clone() }
    }

    /// Sends `body`, within `timeout` if that is shorter than the usual one.
    pub(super) fn send(&self, body: &[u8], timeout: Duration) -> Answer {
        let mut request = self.agent.post(&self.url).header("content-type", CONTENT_TYPE);
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let request = request.config().timeout_global(Some(timeout.min(TIMEOUT))).build();
        let mut answer = match request.send(body) {
            Ok(answer) => answer,
            Err(error) => return Answer::Later(error.to_string(), None),
        };
        // Reading to the end leaves the connection open for the next request;
        // whether that works changes nothing about the status.
        drop(answer.body_mut().with_config().limit(ANSWER_BYTES).read_to_vec());
        match answer.status().as_u16() {
            200..=299 => Answer::Accepted,
            status @ (408 | 429 | 502..=504) => {
                Answer::Later(format!("status {status}"), retry_after(answer.headers()))
            }
            status => Answer::Refused(format!("status {status}")),
        }
    }
}

const CONTENT_TYPE: &str = "application/x-protobuf";

/// The seconds of `Retry-After`.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers.get("retry-after")?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds))
}
