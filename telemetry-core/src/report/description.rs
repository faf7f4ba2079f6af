//! What a report can hold, as data: the part that only the builder knows.

use std::marker::PhantomData;

use telemetry_anonymize::{
    Anonymize, Anonymizer,
    manifest::{Json, Manifest, Policy, Shape, Tagging, Types, Variant},
};

use crate::report::{details::DetailsLevel, report::Report, section::SectionSource};

/// Says of a manifest what the section `name`, from `level` on, holds.
pub(super) type Describe = fn(Manifest, name: &str, level: DetailsLevel) -> Manifest;

/// Says of a manifest what the configuration holds.
pub(crate) type DescribeConfiguration = fn(Manifest) -> Manifest;

/// A report with everything that the application contributes.
pub(crate) fn of_report(
    configuration: DescribeConfiguration,
    sections: &[SectionSource],
) -> Manifest {
    let described = configuration(Manifest::of::<Report>());
    sections.iter().fold(described, |manifest, section| section.describe(manifest))
}

pub(super) fn section<T: Anonymize>(
    manifest: Manifest,
    name: &str,
    level: DetailsLevel,
) -> Manifest {
    manifest.with_field_at::<OrFailure<T>>(level.get(), &["sections"], name, "")
}

pub(crate) fn configuration<T: Anonymize>(manifest: Manifest) -> Manifest {
    let level = DetailsLevel::CONFIGURATION.get();
    manifest.with_field_at::<OrFailure<T>>(level, &[], "configuration", "")
}

/// What stands in the report for a contribution of type `T`: that, or why there
/// is none. Only its form is of interest.
struct OrFailure<T>(PhantomData<T>);

impl<T: Anonymize> Anonymize for OrFailure<T> {
    fn anonymize_with(&self, _: &Anonymizer) -> Self {
        Self(PhantomData)
    }

    fn shape(types: &mut Types) -> Shape {
        let failure =
            Shape::object([("failed", Shape::leaf::<String>(Json::String, Policy::Closed))]);
        let variants = vec![
            Variant::new("value", Some(T::shape(types))),
            Variant::new("failure", Some(failure)),
        ];
        Shape::Choice(variants, Tagging::Untagged)
    }
}
