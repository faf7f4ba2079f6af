//! Sections: parts of the report that the host application contributes.

use std::{fmt, sync::Arc};

use serde::{Serialize, Serializer};
use telemetry_anonymize::{
    Anonymize, Anonymizer,
    manifest::{Manifest, Shape, Types},
};

use crate::report::{
    captured::{Captured, Failure, Json, guard},
    description::{self, Describe},
    details::DetailsLevel,
};

/// Where a section comes from: a closure of the host, asked for each report.
pub(crate) struct SectionSource {
    pub(crate) name: &'static str,
    pub(crate) level: DetailsLevel,
    describe: Describe,
    capture: Box<dyn Fn() -> Arc<dyn Captured> + Send + Sync>,
}

impl SectionSource {
    pub(crate) fn new<T, F>(level: DetailsLevel, name: &'static str, capture: F) -> Self
    where
        T: Serialize + Anonymize + Send + Sync + 'static,
        F: Fn() -> T + Send + Sync + 'static,
    {
        let capture = Box::new(move || Arc::new(capture()) as Arc<dyn Captured>);
        Self { name, level, describe: description::section::<T>, capture }
    }

    /// Says of `manifest` what this section holds.
    pub(super) fn describe(&self, manifest: Manifest) -> Manifest {
        (self.describe)(manifest, self.name, self.level)
    }

    /// Asks the host.
    pub(super) fn capture(&self) -> Section {
        let content = match guard(|| (self.capture)()) {
            Ok(value) => Content::Captured(value),
            Err(failure) => Content::Written(Json::Failed(failure)),
        };
        Section { content }
    }
}

impl fmt::Debug for SectionSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SectionSource({:?} from level {})", self.name, self.level)
    }
}

/// A part of the report that the host application contributed.
///
/// One that panicked or has no form in JSON stands in the report as
/// `{"failed": "panicked"}` or `{"failed": "not_serializable"}`; a configuration that was
/// written under another key, in a forked child, as `{"failed": "other_key"}`.
#[derive(Clone)]
pub struct Section {
    content: Content,
}

#[derive(Clone)]
enum Content {
    /// As the host gave it; it decides itself what may leave.
    Captured(Arc<dyn Captured>),
    /// The configuration: written when it was given, raw and per level.
    Levelled(Arc<Levelled>),
    /// As JSON that has been through the anonymizer.
    Written(Json),
}

struct Levelled {
    raw: Json,
    /// Under whose key.
    anonymizer: Anonymizer,
    /// By details level.
    anonymized: Vec<Json>,
}

impl Section {
    /// A section of a value that is only lent: it is written at once, for every
    /// level.
    pub(crate) fn of_lent<T: Serialize + Anonymize>(value: &T, anonymizer: &Anonymizer) -> Self {
        let anonymizer = anonymizer.here();
        let raw = Json::write(|| serde_json::value::to_raw_value(value));
        let at_level = |level: DetailsLevel| {
            let anonymizer = anonymizer.at_level(level.get());
            Json::write(|| serde_json::value::to_raw_value(&value.anonymize_with(&anonymizer)))
        };
        let anonymized = DetailsLevel::all().map(at_level).collect();
        Self { content: Content::Levelled(Arc::new(Levelled { raw, anonymizer, anonymized })) }
    }

    /// Whether the host's code failed to deliver it, as far as it was asked.
    pub fn failed(&self) -> bool {
        matches!(self.content, Content::Written(Json::Failed(_)))
    }
}

impl Levelled {
    /// What may leave under `anonymizer`. Under another key than it was written with
    /// nothing may: its tags would join what must not be joined.
    fn under(&self, anonymizer: &Anonymizer) -> Json {
        if !self.anonymizer.has_key_of(anonymizer) {
            return Json::Failed(Failure::OtherKey);
        }
        let most = self.anonymized.len() - 1;
        self.anonymized[usize::from(anonymizer.details_level()).min(most)].clone()
    }
}

impl Anonymize for Section {
    fn anonymize_with(&self, anonymizer: &Anonymizer) -> Self {
        let json = match &self.content {
            Content::Captured(value) => Json::write(|| value.anonymized(anonymizer)),
            Content::Levelled(written) => written.under(anonymizer),
            Content::Written(json) => json.clone(),
        };
        Self { content: Content::Written(json) }
    }

    /// An object without a field: the builder knows what the host puts here.
    fn shape(_: &mut Types) -> Shape {
        Shape::object([])
    }
}

impl Serialize for Section {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.content {
            Content::Captured(value) => Json::write(|| value.raw()).serialize(serializer),
            Content::Levelled(written) => written.raw.serialize(serializer),
            Content::Written(json) => json.serialize(serializer),
        }
    }
}

impl fmt::Debug for Section {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.content {
            Content::Captured(_) => f.write_str("Section(captured)"),
            Content::Levelled(written) => write!(f, "Section({:?})", written.raw),
            Content::Written(json) => write!(f, "Section({json:?})"),
        }
    }
}
