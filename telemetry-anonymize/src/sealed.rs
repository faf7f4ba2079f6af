//! The type that says "went through the anonymizer".

use std::ops::Deref;

use serde::{Serialize, Serializer};

/// An anonymized `T`, made by [`Anonymizer::seal`](crate::Anonymizer::seal) and
/// by nothing else.
///
/// A function that takes `Anonymized<T>` cannot be handed the raw value. It
/// serializes as `T` does, can be read, and gives no `&mut` to put something
/// raw back in. What can be written through a `&`, a cell or a lock inside `T`, still can:
/// a sink that is to be sure takes an `Anonymized` of a type without any, as the uploader of
/// telemetry-core does.
///
/// ```compile_fail,E0423
/// let forged = telemetry_anonymize::Anonymized("raw".to_owned());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Anonymized<T>(T);

impl<T> Anonymized<T> {
    pub(crate) fn of(value: T) -> Self {
        Self(value)
    }

    /// The anonymized value, unsealed: it can no longer be given to a sink.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> Deref for Anonymized<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Serialize> Serialize for Anonymized<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}
