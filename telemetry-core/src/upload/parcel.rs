//! What can be sent: the exact bytes of a sealed document.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use telemetry_anonymize::Anonymized;
use uuid::Uuid;

use crate::{
    crash::document::CrashDocument,
    error::{Error, ErrorKind},
    report::Report,
};

/// What a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Kind {
    /// A report about this instance.
    Report,
    /// One crash, without the instance's id.
    Crash,
}

impl Kind {
    /// Where the endpoint takes it.
    pub(super) fn path(self) -> &'static str {
        match self {
            Self::Report => "v1/reports",
            Self::Crash => "v1/crashes",
        }
    }
}

/// The bytes of a sealed document. There is no way to make one of anything else.
#[derive(Clone, Debug)]
pub(crate) struct Parcel {
    kind: Kind,
    id: Uuid,
    json: Arc<[u8]>,
}

impl Parcel {
    /// # Errors
    ///
    /// [`ErrorKind::Unserializable`].
    pub(super) fn report(sealed: &Anonymized<Report>) -> Result<Self, Error> {
        Ok(Self { kind: Kind::Report, id: sealed.report_id, json: sealed.to_json()?.into() })
    }

    /// # Errors
    ///
    /// [`ErrorKind::Unserializable`].
    pub(super) fn crash(sealed: &Anonymized<CrashDocument>) -> Result<Self, Error> {
        let json = serde_json::to_vec(&sealed)
            .map_err(|cause| Error::new(ErrorKind::Unserializable, "crash").because(cause))?;
        Ok(Self { kind: Kind::Crash, id: sealed.id(), json: json.into() })
    }

    /// For tests of what only carries it.
    #[cfg(test)]
    pub(super) fn of_bytes(id: u128, json: &[u8]) -> Self {
        Self { kind: Kind::Report, id: Uuid::from_u128(id), json: json.into() }
    }

    pub(super) fn kind(&self) -> Kind {
        self.kind
    }

    /// The document's id; the receiver stores one id once.
    pub(super) fn id(&self) -> Uuid {
        self.id
    }

    pub(super) fn json(&self) -> &Arc<[u8]> {
        &self.json
    }
}
