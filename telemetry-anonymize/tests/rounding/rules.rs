//! The rules of numbers, applied to one value.

use telemetry_anonymize::{
    Anonymize, Anonymizer, Apply,
    rules::{Class, Round},
};

pub(crate) fn default<T: Anonymize>(value: &T) -> T {
    value.anonymize_with(&Anonymizer::process())
}

pub(crate) fn digits<T: Apply<Round>>(value: &T, digits: u32) -> T {
    value.apply(&Round { digits: Some(digits) }, &Anonymizer::process())
}

pub(crate) fn class<T: Apply<Class>>(value: &T) -> T {
    value.apply(&Class::DEFAULT, &Anonymizer::process())
}
