//! Asking a running process's endpoints.

use std::{fmt, time::Duration};

use ureq::{
    Agent,
    http::{HeaderName, HeaderValue, StatusCode, Uri},
};

use crate::error::{Error, ErrorKind};

/// For the whole answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// The largest answer that is read: far more than a process remembers.
const MAX_BYTES: u64 = 16 << 20;

/// Where a process serves its endpoints.
#[derive(Clone, Debug)]
pub(super) struct Process(String);

/// A header of a request.
#[derive(Clone, Debug)]
pub(super) struct Header(HeaderName, HeaderValue);

/// Reads the address of a process, for clap.
pub(super) fn process(text: &str) -> Result<Process, &'static str> {
    let fault = "expected an address as in http://127.0.0.1:6333";
    let uri: Uri = text.parse().map_err(|_| fault)?;
    let is_http = matches!(uri.scheme_str(), Some("http" | "https"));
    let usable = is_http && uri.authority().is_some() && uri.query().is_none();
    usable.then(|| Process(text.trim_end_matches('/').to_owned())).ok_or(fault)
}

/// Reads a header, for clap; its value is shown nowhere.
pub(super) fn header(text: &str) -> Result<Header, &'static str> {
    let (name, value) = text.split_once(':').ok_or("expected a header as in `api-key: …`")?;
    let name = name.trim().parse().map_err(|_| "the header's name cannot be used")?;
    let mut value =
        HeaderValue::from_str(value.trim()).map_err(|_| "the header's value cannot be used")?;
    value.set_sensitive(true);
    Ok(Header(name, value))
}

impl Process {
    /// The body of what it answers at `path`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Refused`] if it gives another status than 200,
    /// [`ErrorKind::Unreachable`] if it cannot be asked.
    pub(super) fn get(&self, path: &str, header: Option<&Header>) -> Result<Vec<u8>, Error> {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(PATIENCE))
            .proxy(None)
            .build();
        let mut request = Agent::from(config).get(format!("{self}{path}"));
        if let Some(Header(name, value)) = header {
            request = request.header(name, value);
        }
        let mut answer = request.call().map_err(|cause| self.unreadable(cause))?;
        if answer.status() != StatusCode::OK {
            let place = format!("{self}{path}: status {}", answer.status().as_u16());
            return Err(Error::new(ErrorKind::Refused, place));
        }
        let body = answer.body_mut().with_config().limit(MAX_BYTES).read_to_vec();
        body.map_err(|cause| self.unreadable(cause))
    }

    /// What to say of an answer that cannot be used.
    pub(super) fn unreadable(
        &self,
        cause: impl std::error::Error + Send + Sync + 'static,
    ) -> Error {
        Error::new(ErrorKind::Unreachable, self.to_string()).because(cause)
    }
}

impl fmt::Display for Process {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_a_scheme_and_a_host_and_may_have_a_path() {
        for (text, read) in [
            ("http://127.0.0.1:6333", "http://127.0.0.1:6333"),
            ("https://mydb.example/admin/", "https://mydb.example/admin"),
        ] {
            assert_eq!(process(text).expect(text).to_string(), read);
        }
        for text in ["", "127.0.0.1:6333", "ftp://mydb.example", "http://", "http://x/?a=b", "/x"] {
            assert!(process(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_header_is_a_name_and_a_value_that_stays_hidden() {
        let read = header("Api-Key: s3cr3t").expect("a header");
        assert_eq!((read.0.as_str(), read.1.as_bytes()), ("api-key", &b"s3cr3t"[..]));
        assert!(!format!("{read:?}").contains("s3cr3t"));
        for text in ["", "api-key", "api key: x", "api-key: a\nb"] {
            assert!(header(text).is_err(), "{text:?}");
        }
    }
}
