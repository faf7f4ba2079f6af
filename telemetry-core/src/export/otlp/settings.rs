//! Settings of an [`Exporter`](super::Exporter), with their defaults in one
//! place.

use std::{collections::BTreeMap, time::Duration};

use ureq::http::{HeaderName, HeaderValue, Uri};

use crate::error::{Error, ErrorKind};

/// What the numbers of a request count from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Temporality {
    /// From the start of recording.
    Cumulative,
    /// From the last request that arrived.
    Delta,
}

/// Where OTLP metrics go, and how often.
///
/// ```
/// use std::time::Duration;
/// use telemetry_core::otlp::{ExporterBuilder, Temporality};
///
/// let exporter = ExporterBuilder::new("http://127.0.0.1:4318")
///     .temporality(Temporality::Delta)
///     .interval(Duration::from_secs(30));
/// ```
#[derive(Clone, Debug)]
#[must_use = "give it to `TelemetryBuilder::otlp`"]
pub struct ExporterBuilder {
    endpoint: String,
    pub(super) interval: Duration,
    pub(super) temporality: Temporality,
    pub(super) headers: Vec<(String, String)>,
    pub(super) resource: BTreeMap<String, String>,
}

impl ExporterBuilder {
    /// To the receiver at `endpoint`, as `http://127.0.0.1:4318`. A path is taken
    /// as it is; without one it is `/v1/metrics`.
    pub fn new(endpoint: impl Into<String>) -> Self {
        Self {
            endpoint: endpoint.into(),
            interval: Duration::from_mins(1),
            temporality: Temporality::Cumulative,
            headers: Vec::new(),
            resource: BTreeMap::new(),
        }
    }

    /// Time from one request to the next. Default: one minute; least: 100 ms.
    pub fn interval(mut self, interval: Duration) -> Self {
        self.interval = interval;
        self
    }

    /// What the numbers count from. Default: [`Temporality::Cumulative`].
    pub fn temporality(mut self, temporality: Temporality) -> Self {
        self.temporality = temporality;
        self
    }

    /// A header of every request, for the receiver's authorization. Default: none.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// An attribute of the resource, beside the program's name and version.
    /// Default: none, so nothing tells instances or machines apart.
    pub fn resource(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.resource.insert(key.into(), value.into());
        self
    }

    /// The resource says what program this is, unless it was told otherwise.
    pub(crate) fn service(mut self, name: &str, version: &str) -> Self {
        for (key, value) in [("service.name", name), ("service.version", version)] {
            self.resource.entry(key.to_owned()).or_insert_with(|| value.to_owned());
        }
        self
    }

    /// Whether everything can be used.
    pub(crate) fn check(&self) -> Result<(), Error> {
        require(self.interval >= LEAST_INTERVAL, "OTLP interval: expected 100 ms or more")?;
        let uri: Result<Uri, _> = self.endpoint.parse();
        let usable = uri.is_ok_and(|uri| {
            let scheme = matches!(uri.scheme_str(), Some("http" | "https"));
            scheme && uri.host().is_some_and(|host| !host.is_empty())
        });
        require(usable, "OTLP endpoint: expected a URL as in `http://127.0.0.1:4318`")?;
        let usable = self.headers.iter().all(|(name, value)| {
            HeaderName::try_from(name).is_ok() && HeaderValue::try_from(value).is_ok()
        });
        require(usable, "OTLP header: expected a name and a value of HTTP")
    }

    /// The URL to post to.
    pub(super) fn url(&self) -> String {
        let path = self.endpoint.parse::<Uri>().map(|uri| uri.path().to_owned());
        match path.as_deref() {
            Ok("" | "/") => format!("{}/v1/metrics", self.endpoint.trim_end_matches('/')),
            _ => self.endpoint.clone(),
        }
    }
}

const LEAST_INTERVAL: Duration = Duration::from_millis(100);

fn require(usable: bool, fault: &str) -> Result<(), Error> {
    if usable { Ok(()) } else { Err(Error::new(ErrorKind::InvalidSetting, fault)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_is_added_where_there_is_none() {
        for (endpoint, url) in [
            ("http://127.0.0.1:4318", "http://127.0.0.1:4318/v1/metrics"),
            ("https://otlp.example/", "https://otlp.example/v1/metrics"),
            ("https://otlp.example/in", "https://otlp.example/in"),
        ] {
            assert_eq!(ExporterBuilder::new(endpoint).url(), url);
        }
    }

    #[test]
    fn unusable_settings_are_refused_and_named() {
        let good = || ExporterBuilder::new("http://127.0.0.1:4318");
        assert!(good().check().is_ok());
        for (bad, place) in [
            (ExporterBuilder::new("127.0.0.1:4318"), "OTLP endpoint"),
            (ExporterBuilder::new("ftp://x"), "OTLP endpoint"),
            (good().interval(Duration::ZERO), "OTLP interval"),
            (good().header("a b", "c"), "OTLP header"),
            (good().header("a", "b\r\nc: d"), "OTLP header"),
        ] {
            let error = bad.check().expect_err(place);
            assert!(error.to_string().contains(place), "{error}");
        }
    }
}
