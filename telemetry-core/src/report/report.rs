//! The document itself.

use serde::Serialize;
use telemetry_anonymize::Anonymize;
use uuid::Uuid;

use crate::{
    error::{Error, ErrorKind},
    report::{
        app::App, details::DetailsLevel, performance::Performance, section::Section,
        sections::Sections, system::System,
    },
};

/// The version of the document's form. It grows when a reader must change.
pub const SCHEMA_VERSION: u32 = 1;

/// Everything an instance says about itself at one moment.
///
/// Raw, as captured. Sealed by `Telemetry::seal` it is what would be sent, and
/// only then can it be handed to an uploader.
#[derive(Clone, Debug, Serialize, Anonymize)]
#[non_exhaustive]
pub struct Report {
    /// The version of this form.
    #[anonymize(keep, reason = "a constant of this crate")]
    pub schema_version: u32,
    /// A random id of this report, so that one received twice counts once.
    #[anonymize(keep, reason = "random, drawn for this report")]
    pub report_id: Uuid,
    /// The number of this report since the start, from 1, so that a missing one
    /// shows; 0 in a report that nobody but the operator sees.
    #[anonymize(keep, reason = "a small number")]
    pub sequence: u64,
    /// The id of the instance, drawn at start and stored nowhere.
    #[anonymize(keep, reason = "random, drawn at start")]
    pub id: Uuid,
    /// How much this report says.
    pub details_level: DetailsLevel,
    /// The application.
    pub app: App,
    /// The machine; from details level 1.
    #[anonymize(level = 1)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub system: Option<System>,
    /// The application's settings; from details level 2.
    #[anonymize(level = 2)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub configuration: Option<Section>,
    /// What the application contributes, by name; from details level 1.
    #[anonymize(level = 1)]
    #[serde(skip_serializing_if = "Sections::is_empty")]
    pub sections: Sections,
    /// Timings and counters of the program's code; from details level 1.
    #[anonymize(level = 1)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub performance: Option<Performance>,
}

impl Report {
    /// The document as JSON: of a sealed report, byte for byte what is sent.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unserializable`]; not for a section, which then says that it
    /// failed.
    pub fn to_json(&self) -> Result<Vec<u8>, Error> {
        serde_json::to_vec(self).map_err(unserializable)
    }

    /// The document as a JSON value, to look into.
    ///
    /// # Errors
    ///
    /// As [`Report::to_json`].
    pub fn to_value(&self) -> Result<serde_json::Value, Error> {
        // By way of the bytes: sections are already text.
        serde_json::from_slice(&self.to_json()?).map_err(unserializable)
    }
}

fn unserializable(cause: serde_json::Error) -> Error {
    Error::new(ErrorKind::Unserializable, "report").because(cause)
}
