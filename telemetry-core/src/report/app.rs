//! The application that reports.

use serde::Serialize;
use telemetry_anonymize::Anonymize;

/// The application that reports. All of it stands in the program's source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Anonymize)]
#[non_exhaustive]
pub struct App {
    /// Its name.
    #[anonymize(keep, reason = "the program's own name", free_text = "the compiler put it there")]
    pub name: &'static str,
    /// Its version.
    #[anonymize(
        keep,
        reason = "the program's own version",
        free_text = "the compiler put it there"
    )]
    pub version: &'static str,
    /// The features it was compiled with; leaves from details level 3.
    #[anonymize(
        level = 3,
        keep,
        reason = "names from the program's own source",
        free_text = "the compiler put it there"
    )]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub features: Vec<&'static str>,
}
