//! All sections of a report, by name.

use std::collections::BTreeMap;

use serde::Serialize;
use telemetry_anonymize::{
    Anonymize, Anonymizer,
    manifest::{Shape, Types},
};

use crate::report::section::Section;

/// All sections of a report, by name. The names are constants of the program.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(transparent)]
pub struct Sections(BTreeMap<&'static str, Section>);

impl Sections {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The section of this name.
    pub fn get(&self, name: &str) -> Option<&Section> {
        self.0.get(name)
    }

    /// Every section with its name, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &Section)> {
        self.0.iter().map(|(name, section)| (*name, section))
    }
}

impl FromIterator<(&'static str, Section)> for Sections {
    fn from_iter<I: IntoIterator<Item = (&'static str, Section)>>(sections: I) -> Self {
        Self(sections.into_iter().collect())
    }
}

impl Anonymize for Sections {
    fn anonymize_with(&self, anonymizer: &Anonymizer) -> Self {
        self.iter().map(|(name, section)| (name, section.anonymize_with(anonymizer))).collect()
    }

    /// An object without a field: the builder knows what the host adds to it.
    fn shape(_: &mut Types) -> Shape {
        Shape::object([])
    }
}
