//! What the hook writes down: everything that can be known without symbols, in
//! at most a few KiB. It stays on the machine.

use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};
use telemetry_macros::Anonymize;
use xxhash_rust::xxh3::Xxh3Default;

use crate::{
    crash::class::Class,
    identity::{DeletionToken, Identity},
};

/// Frames that are kept of one stack, innermost first.
pub(super) const MAX_FRAMES: usize = 64;

/// The longest record that is read back: 64 frames of 20 digits, a literal of
/// 512 bytes that JSON may escape sixfold, and the rest.
pub(super) const MAX_BYTES: usize = 8 * 1024;

pub(super) const SECONDS_PER_HOUR: u64 = 3600;

/// One crash, as it was seen from inside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Record {
    pub(super) version: u8,
    /// Owns the document's id. Not the instance's.
    #[serde(with = "as_text")]
    pub(super) token: DeletionToken,
    pub(super) app: String,
    pub(super) app_version: String,
    /// The executable that the offsets belong to.
    pub(super) build: u64,
    /// Hours since 1970.
    pub(super) hour: u64,
    pub(super) class: Class,
    pub(super) message: Option<String>,
    pub(super) place: Option<Place>,
    /// Return addresses as offsets into the executable.
    pub(super) frames: Vec<u64>,
    pub(super) signal: Option<Signal>,
}

/// The line that panicked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Place {
    pub(super) file: String,
    pub(super) line: u32,
    pub(super) column: u32,
}

/// The signal that ended the process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Anonymize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Signal {
    /// `SIGABRT`: the process gave itself up.
    Abort,
    /// `SIGSEGV` at the end of the stack.
    StackOverflow,
    /// `SIGSEGV` elsewhere.
    SegmentationFault,
    /// `SIGBUS`.
    BusError,
    /// `SIGILL`.
    IllegalInstruction,
    /// `SIGFPE`.
    ArithmeticFault,
}

impl Record {
    pub(super) const VERSION: u8 = 1;

    /// The document's own identity.
    pub(crate) fn identity(&self) -> Identity {
        Identity::of(self.token.clone())
    }

    /// The hash that tells crashes of this process apart.
    pub(super) fn site(class: Class, message: Option<&str>, place: Option<&Place>) -> u64 {
        let mut hasher = Xxh3Default::new();
        hasher.update(&[class as u8]);
        hasher.update(message.unwrap_or_default().as_bytes());
        if let Some(place) = place {
            hasher.update(place.file.as_bytes());
            hasher.update(&place.line.to_le_bytes());
            hasher.update(&place.column.to_le_bytes());
        }
        hasher.digest()
    }

    /// The same with the stack.
    pub(super) fn stack(site: u64, frames: &[u64]) -> u64 {
        let mut hasher = Xxh3Default::new();
        hasher.update(&site.to_le_bytes());
        for frame in frames {
            hasher.update(&frame.to_le_bytes());
        }
        hasher.digest()
    }

    /// Both of these hashes, for a record that was read back.
    pub(super) fn keys(&self) -> (u64, u64) {
        let site = Self::site(self.class, self.message.as_deref(), self.place.as_ref());
        (site, Self::stack(site, &self.frames))
    }
}

/// Hours since 1970, by the wall clock.
pub(super) fn current_hour() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    since.as_secs() / SECONDS_PER_HOUR
}

/// The token in the form in which an operator would see it.
mod as_text {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use crate::identity::DeletionToken;

    pub(super) fn serialize<S: Serializer>(
        token: &DeletionToken,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_str(token)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<DeletionToken, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}
