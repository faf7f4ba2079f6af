//! How the uploader is set up.

use std::{path::PathBuf, time::Duration};

/// Settings of the uploader, with their defaults.
#[derive(Clone, Debug)]
pub(crate) struct UploadSettings {
    /// From one report to the next, on average.
    pub(crate) interval: Duration,
    /// From the start to the first moment at which anything may be sent.
    pub(crate) grace: Duration,
    /// For one attempt, from the name look-up to the answer.
    pub(crate) timeout: Duration,
    pub(crate) proxy: Proxy,
    /// PEM; in place of the built-in ones.
    pub(crate) root_certificates: Option<Vec<u8>>,
    pub(crate) ledger_folder: Option<PathBuf>,
}

impl Default for UploadSettings {
    fn default() -> Self {
        Self {
            interval: Duration::from_hours(1),
            grace: Duration::from_mins(10),
            timeout: Duration::from_secs(30),
            proxy: Proxy::Environment,
            root_certificates: None,
            ledger_folder: None,
        }
    }
}

/// The HTTP proxy to go through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Proxy {
    /// As `ALL_PROXY`, `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` say.
    #[default]
    Environment,
    /// None, whatever the environment says.
    None,
    /// This one, such as `http://proxy.example:3128`.
    Url(String),
}
