//! `semver`: versions are public, and stay, with all that belongs to them.

use semver::{Version, VersionReq};

use crate::{
    anonymize::Anonymize,
    anonymizer::Anonymizer,
    manifest::{Policy, Shape, Types},
};

/// With the suffixes, for versions that are kept whole.
const FORM: &str = "^[0-9]+[.][0-9]+[.][0-9]+(-[0-9A-Za-z.-]+)?([+][0-9A-Za-z.-]+)?$";

/// Comparators in a row, or a star.
const REQUIREMENT: &str = "^([*]|(, )?[=<>~^]{0,2}[0-9]+[0-9A-Za-z.+*-]*)+$";

impl Anonymize for Version {
    /// `1.2.3-rc.1+musl` as it is. What follows the numbers is chosen by whoever builds
    /// the program: where that is the user, who may write a name there, put a function
    /// that cuts it (`#[anonymize(with = …)]`) on the field.
    fn anonymize_with(&self, _: &Anonymizer) -> Self {
        self.clone()
    }

    fn shape(_: &mut Types) -> Shape {
        let reason = "versions are public".to_owned();
        Shape::formatted::<Self>(FORM, Policy::Keep { reason, free_text: None })
    }
}

impl Anonymize for VersionReq {
    /// `>=1.2, <2` as it is; see [`Version`].
    fn anonymize_with(&self, _: &Anonymizer) -> Self {
        self.clone()
    }

    fn shape(_: &mut Types) -> Shape {
        let reason = "versions are public".to_owned();
        Shape::formatted::<Self>(REQUIREMENT, Policy::Keep { reason, free_text: None })
    }
}
