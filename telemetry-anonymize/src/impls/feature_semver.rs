//! `semver`: versions are public, and stay. What follows the numbers is made up
//! by whoever built the program, and goes.

use semver::{BuildMetadata, Prerelease, Version};

use crate::{
    anonymize::Anonymize,
    anonymizer::Anonymizer,
    manifest::{Policy, Shape, Types},
};

/// With the suffixes, for versions that are kept whole.
const FORM: &str = "^[0-9]+[.][0-9]+[.][0-9]+(-[0-9A-Za-z.-]+)?([+][0-9A-Za-z.-]+)?$";

impl Anonymize for Version {
    /// `1.2.3-acme.7+build` is `1.2.3`.
    fn anonymize_with(&self, _: &Anonymizer) -> Self {
        Self { pre: Prerelease::EMPTY, build: BuildMetadata::EMPTY, ..self.clone() }
    }

    fn shape(_: &mut Types) -> Shape {
        let reason = "released versions are public; suffixes are cut".to_owned();
        Shape::formatted::<Self>(FORM, Policy::Keep { reason, free_text: None })
    }
}
