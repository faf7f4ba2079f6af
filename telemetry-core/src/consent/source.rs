//! Where a word about consent came from.

use std::fmt;

use serde::Serialize;

/// A place that can say whether telemetry may run, as `status()` names it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Source {
    kind: SourceKind,
    place: String,
}

/// The kinds of [`Source`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SourceKind {
    /// Nobody said anything.
    Default,
    /// An environment variable.
    Environment,
    /// A configuration file.
    Config,
    /// A command-line option.
    Argument,
    /// The program itself, through the builder or `disable()`.
    Api,
    /// A deployment that somebody else operates.
    ManagedDeployment,
    /// A continuous-integration job.
    ContinuousIntegration,
    /// No endpoint was given, so there is nowhere to send to.
    NoEndpoint,
}

impl Source {
    pub(super) fn new(kind: SourceKind, place: impl Into<String>) -> Self {
        Self { kind, place: place.into() }
    }

    pub(super) fn variable(name: &str) -> Self {
        Self::new(SourceKind::Environment, format!("environment variable {name}"))
    }

    pub(super) fn api(place: &str) -> Self {
        Self::new(SourceKind::Api, place)
    }

    /// What kind of place it is.
    pub fn kind(&self) -> SourceKind {
        self.kind
    }

    /// The place itself: the variable's name, the file's path and key, …
    pub fn place(&self) -> &str {
        &self.place
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.place)
    }
}
