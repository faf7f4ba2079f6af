//! Anonymizes report structs before they leave the process.

mod ahead;
mod anonymize;
mod anonymizer;
pub mod class;
mod form;
mod impls;
pub mod keys;
mod lanes;
mod laplace;
pub mod manifest;
pub mod noise;
mod probe;
pub mod rounding;
pub mod rules;
mod sealed;
mod secret;
mod streaming;
mod tag;
#[cfg(feature = "testing")]
pub mod testing;
mod url;

pub use self::{
    anonymize::{Anonymize, Apply},
    anonymizer::{ALL_DETAILS, Anonymizer},
    sealed::Anonymized,
    streaming::Each,
};

#[cfg(feature = "derive")]
pub use telemetry_macros::Anonymize;

/// Names for generated code. Not public API: may change in any release.
#[doc(hidden)]
pub mod __telemetry {
    /// One module for both front crates: `telemetry_core::__telemetry::anonymize`
    /// is this one.
    pub mod anonymize {
        pub use std::{
            clone::Clone, concat, default::Default, module_path, option::Option, string::String,
            vec,
        };

        pub use crate::{
            ahead::Names,
            anonymize::{Anonymize, Apply},
            anonymizer::Anonymizer,
            form::{KnownForm, NoShape, ShapeProbe},
            keys::{Keyed, MapKey, MergeCount, MergeSum, Merging},
            manifest::{Field, Json, Policy, Shape, Tagging, Types, Variant},
            noise::randomized,
            probe::{NotText, TextProbe, not_text, text},
            rules,
        };
    }
}
