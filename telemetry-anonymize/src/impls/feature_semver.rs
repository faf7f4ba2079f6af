//! `semver`: versions are public, and stay. What follows the numbers is made up
//! by whoever built the program, and goes.

use semver::{BuildMetadata, Prerelease, Version};

use crate::{
    anonymize::Anonymize,
    anonymizer::Anonymizer,
    manifest::{Json, Policy, Shape, Types},
};

impl Anonymize for Version {
    /// `1.2.3-acme.7+build` is `1.2.3`.
    fn anonymize_with(&self, _: &Anonymizer) -> Self {
        Self { pre: Prerelease::EMPTY, build: BuildMetadata::EMPTY, ..self.clone() }
    }

    fn shape(_: &mut Types) -> Shape {
        let reason = "released versions are public; suffixes are cut".to_owned();
        Shape::leaf::<Self>(Json::String, Policy::Keep { reason, free_text: None })
    }
}
