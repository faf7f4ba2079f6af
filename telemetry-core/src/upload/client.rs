//! HTTP: one document per request, bounded in time and in what is read.

use std::{
    io::{self, Read, Write},
    time::{Duration, SystemTime},
};

use flate2::{Compression, write::GzEncoder};
use ureq::{
    Agent, Body, SendBody,
    http::{HeaderMap, Response, Uri, header},
    tls::{PemItem, RootCerts, TlsConfig, parse_pem},
};

use crate::{
    error::{Error, ErrorKind},
    upload::{
        outcome::Outcome,
        parcel::Parcel,
        retry_after,
        settings::{Proxy, UploadSettings},
    },
};

/// The most of an answer's header that is read.
const MAX_HEADER_BYTES: usize = 16 * 1024;

/// The most of a receipt that is read.
const MAX_RECEIPT_BYTES: u64 = 16 * 1024;

/// Hops within the same server that are followed.
const MAX_REDIRECTS: usize = 3;

/// An attempt without an answer.
struct Failure {
    error: ureq::Error,
    /// Whether bytes of the document may have reached somebody.
    may_have_left: bool,
}

/// A body that knows whether it was asked for: not before there is a connection
/// to a server that has proven its name.
struct Watched<'a> {
    rest: &'a [u8],
    whole: &'a [u8],
    may_have_left: bool,
}

impl Read for Watched<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.may_have_left = true;
        self.rest.read(buffer)
    }
}

/// Speaks to one endpoint. Clones share their connections.
#[derive(Clone, Debug)]
pub(super) struct Client {
    agent: Agent,
    endpoint: String,
}

impl Client {
    /// Opens nothing.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidSetting`] for a proxy or certificates that cannot be
    /// used.
    pub(super) fn new(endpoint: &str, settings: &UploadSettings) -> Result<Self, Error> {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .max_response_header_size(MAX_HEADER_BYTES)
            .max_idle_connections(0)
            .timeout_global(Some(settings.timeout))
            .timeout_resolve(Some(settings.timeout / 3))
            .timeout_connect(Some(settings.timeout / 3))
            .user_agent(concat!("telemetry-core/", env!("CARGO_PKG_VERSION")))
            .proxy(proxy(&settings.proxy)?)
            .tls_config(tls(settings.root_certificates.as_deref())?)
            .build();
        let endpoint = endpoint.trim_end_matches('/').to_owned();
        Ok(Self { agent: config.into(), endpoint })
    }

    /// Sends `parcel` once.
    pub(super) fn send(&self, parcel: &Parcel) -> Outcome {
        let body = gzip(parcel.json());
        let headers =
            [("content-encoding", "gzip".to_owned()), ("idempotency-key", parcel.id().to_string())];
        match self.post(parcel.kind().path(), &headers, &body) {
            // The answer's body says nothing that we need: it is never read.
            Ok(answer) => Outcome::of_status(answer.status().as_u16(), wish(answer.headers())),
            Err(Failure { error, may_have_left }) => {
                Outcome::Failed { why: error.to_string(), retry_after: None, may_have_left }
            }
        }
    }

    /// Sends `json` to `path` and reads a bounded answer.
    pub(super) fn ask(&self, path: &str, json: &[u8]) -> Result<(u16, Vec<u8>), ureq::Error> {
        let answer = self.post(path, &[], json).map_err(|failure| failure.error)?;
        let status = answer.status().as_u16();
        let mut text = Vec::new();
        answer.into_body().into_reader().take(MAX_RECEIPT_BYTES).read_to_end(&mut text)?;
        Ok((status, text))
    }

    /// Closes every connection at once; the client is of no use afterwards.
    pub(super) fn abort(self) {
        self.agent.shutdown();
    }

    fn post(
        &self,
        path: &str,
        headers: &[(&str, String)],
        body: &[u8],
    ) -> Result<Response<Body>, Failure> {
        let mut body = Watched { rest: body, whole: body, may_have_left: false };
        self.post_watched(path, headers, &mut body)
            .map_err(|error| Failure { error, may_have_left: body.may_have_left })
    }

    fn post_watched(
        &self,
        path: &str,
        headers: &[(&str, String)],
        body: &mut Watched<'_>,
    ) -> Result<Response<Body>, ureq::Error> {
        let target = format!("{}/{path}", self.endpoint).parse::<Uri>();
        let mut target = target.map_err(|cause| ureq::Error::Http(cause.into()))?;
        for _ in 0..MAX_REDIRECTS {
            let mut request =
                self.agent.post(target.clone()).header(header::CONTENT_TYPE, "application/json");
            request = request.header(header::CONTENT_LENGTH, body.whole.len());
            for (name, value) in headers {
                request = request.header(*name, value);
            }
            body.rest = body.whole;
            let answer = request.send(SendBody::from_reader(body))?;
            match same_server(&target, &answer) {
                Some(next) => target = next,
                None => return Ok(answer),
            }
        }
        Err(ureq::Error::TooManyRedirects)
    }
}

/// Where a redirect leads that keeps method and body, if it stays on the server.
fn same_server(from: &Uri, answer: &Response<Body>) -> Option<Uri> {
    if !matches!(answer.status().as_u16(), 307 | 308) {
        return None;
    }
    let location = answer.headers().get(header::LOCATION)?.to_str().ok()?;
    if location.starts_with('/') && !location.starts_with("//") {
        let parts = Uri::builder().scheme(from.scheme_str()?).authority(from.authority()?.as_str());
        return parts.path_and_query(location).build().ok();
    }
    let to: Uri = location.parse().ok()?;
    (to.scheme() == from.scheme() && to.authority() == from.authority()).then_some(to)
}

/// How long the server wants to be left alone.
fn wish(headers: &HeaderMap) -> Option<Duration> {
    let value = headers.get(header::RETRY_AFTER)?.to_str().ok()?;
    // A date is meant by the server's clock: ours may be years off.
    let date = headers.get(header::DATE).and_then(|date| date.to_str().ok());
    let now = date.and_then(|date| httpdate::parse_http_date(date).ok());
    retry_after::parse(value, now.unwrap_or_else(SystemTime::now))
}

fn gzip(json: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(json.len() / 4), Compression::default());
    encoder.write_all(json).expect("memory takes every byte");
    encoder.finish().expect("memory takes every byte")
}

fn proxy(setting: &Proxy) -> Result<Option<ureq::Proxy>, Error> {
    match setting {
        Proxy::Environment => Ok(ureq::Proxy::try_from_env()),
        Proxy::None => Ok(None),
        Proxy::Url(url) => ureq::Proxy::new(url)
            .map(Some)
            .map_err(|cause| Error::new(ErrorKind::InvalidSetting, "proxy").because(cause)),
    }
}

fn tls(root_certificates: Option<&[u8]>) -> Result<TlsConfig, Error> {
    let Some(pem) = root_certificates else { return Ok(TlsConfig::default()) };
    let fault = || Error::new(ErrorKind::InvalidSetting, "root certificates");
    let mut certificates = Vec::new();
    for item in parse_pem(pem) {
        if let PemItem::Certificate(certificate) = item.map_err(|cause| fault().because(cause))? {
            certificates.push(certificate);
        }
    }
    if certificates.is_empty() {
        return Err(fault());
    }
    Ok(TlsConfig::builder().root_certs(RootCerts::new_with_certs(&certificates)).build())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_to_wait_for_is_meant_by_the_server_s_clock() {
        let mut headers = HeaderMap::new();
        headers.insert(header::RETRY_AFTER, "Sun, 06 Nov 1994 08:50:37 GMT".parse().unwrap());
        assert_eq!(wish(&headers), Some(Duration::ZERO), "by ours it is past");
        headers.insert(header::DATE, "Sun, 06 Nov 1994 08:49:37 GMT".parse().unwrap());
        assert_eq!(wish(&headers), Some(Duration::from_mins(1)));
    }
}
