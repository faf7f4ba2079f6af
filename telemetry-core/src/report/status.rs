//! What telemetry is doing, and who decided it.

use std::fmt;

use serde::Serialize;
use uuid::Uuid;

use crate::{
    consent::{Decision, Mode, Source},
    report::{details::DetailsLevel, instance::Instance},
};

/// What telemetry is doing, and who decided it. Its text is one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Status {
    #[serde(flatten)]
    decision: Decision,
    id: Uuid,
    endpoint: Option<String>,
    details_level: DetailsLevel,
}

impl Status {
    pub(crate) fn of(instance: &Instance) -> Self {
        let parts = instance.parts();
        Self {
            decision: parts.consent.decision(),
            id: parts.identity.get().id(),
            endpoint: parts.endpoint.clone(),
            details_level: parts.details_level,
        }
    }

    /// How far telemetry goes.
    pub fn mode(&self) -> Mode {
        self.decision.mode()
    }

    /// The source that decided.
    pub fn source(&self) -> &Source {
        self.decision.source()
    }

    /// The whole decision: every source that says the same, and warnings.
    pub fn decision(&self) -> &Decision {
        &self.decision
    }

    /// The id of this instance, in every report it sends.
    pub fn id(&self) -> Uuid {
        self.id
    }

    /// Where reports go.
    pub fn endpoint(&self) -> Option<&str> {
        self.endpoint.as_deref()
    }

    /// How much of a report is sent.
    pub fn details_level(&self) -> DetailsLevel {
        self.details_level
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "telemetry is {}, decided by {}", self.mode(), self.source())?;
        for source in self.decision.also() {
            write!(f, ", also {source}")?;
        }
        write!(f, "; id {}", self.id)?;
        match &self.endpoint {
            Some(endpoint) => write!(f, ", endpoint {endpoint}"),
            None => f.write_str(", no endpoint"),
        }
    }
}
