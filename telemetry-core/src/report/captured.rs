//! A contribution of the host application: any value that serializes and knows
//! what of it may leave, as JSON that cannot take the host down.

use std::{
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
};

use serde::{Serialize, Serializer};
use serde_json::value::{RawValue, to_raw_value};
use telemetry_anonymize::{Anonymize, Anonymizer};

/// A value of some type of the host, captured at one moment.
pub(super) trait Captured: Send + Sync {
    /// As it is.
    fn raw(&self) -> serde_json::Result<Box<RawValue>>;

    /// What of it may leave.
    fn anonymized(&self, anonymizer: &Anonymizer) -> serde_json::Result<Box<RawValue>>;
}

impl<T: Serialize + Anonymize + Send + Sync> Captured for T {
    fn raw(&self) -> serde_json::Result<Box<RawValue>> {
        to_raw_value(self)
    }

    fn anonymized(&self, anonymizer: &Anonymizer) -> serde_json::Result<Box<RawValue>> {
        to_raw_value(&self.anonymize_with(anonymizer))
    }
}

/// The JSON of a contribution, or why there is none.
#[derive(Clone)]
pub(super) enum Json {
    Value(Box<RawValue>),
    Failed(Failure),
}

/// Why a contribution is missing. The host's own words stay out: they may hold
/// data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Failure {
    /// The host's code panicked.
    Panicked,
    /// The value has no form in JSON.
    NotSerializable,
    /// It was written under the key of another process: that which forked this one.
    OtherKey,
}

/// Runs the host's code: a panic ends here.
pub(super) fn guard<T>(run: impl FnOnce() -> T) -> Result<T, Failure> {
    // What the host shares with its closure is the host's to keep consistent,
    // as with any other code of it that panics.
    catch_unwind(AssertUnwindSafe(run)).map_err(|_| Failure::Panicked)
}

impl Json {
    /// The JSON that `write` makes, in the host's code.
    pub(super) fn write(write: impl FnOnce() -> serde_json::Result<Box<RawValue>>) -> Self {
        match guard(write) {
            Ok(Ok(json)) => Self::Value(json),
            Ok(Err(_)) => Self::Failed(Failure::NotSerializable),
            Err(failure) => Self::Failed(failure),
        }
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Failed {
            failed: Failure,
        }
        match self {
            Self::Value(json) => json.serialize(serializer),
            Self::Failed(failed) => Failed { failed: *failed }.serialize(serializer),
        }
    }
}

impl PartialEq for Json {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Value(ours), Self::Value(theirs)) => ours.get() == theirs.get(),
            (Self::Failed(ours), Self::Failed(theirs)) => ours == theirs,
            _ => false,
        }
    }
}

/// Without the value: a raw one is for nobody's log.
impl fmt::Debug for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value(json) => write!(f, "Json({} bytes)", json.get().len()),
            Self::Failed(failure) => failure.fmt(f),
        }
    }
}
