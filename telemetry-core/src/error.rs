//! The one error of this crate: what failed, where, and why.

use std::{error, fmt};

type Cause = Box<dyn error::Error + Send + Sync>;

/// Why a telemetry operation failed.
///
/// Recording never fails; errors come from starting, from commands and from
/// writing. Match on [`Error::kind`]; the message is for people and may change.
#[derive(Debug)]
pub struct Error {
    kind: ErrorKind,
    place: String,
    cause: Option<Cause>,
}

/// The cases a caller can tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A value given to the builder cannot be used.
    InvalidSetting,
    /// The operating system gave no random bytes, so there is no secret to
    /// anonymize or to prove ownership with.
    NoEntropy,
    /// A report could not be written as JSON.
    Unserializable,
    /// A file or stream could not be read or written.
    Io,
    /// The receiver answered that it will not do what it was asked for.
    Refused,
    /// The receiver could not be reached, or gave no usable answer.
    Unreachable,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, place: impl Into<String>) -> Self {
        Self { kind, place: place.into(), cause: None }
    }

    pub(crate) fn because(mut self, cause: impl Into<Cause>) -> Self {
        self.cause = Some(cause.into());
        self
    }

    /// Which case this is.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }
}

impl ErrorKind {
    fn describe(self) -> &'static str {
        match self {
            Self::InvalidSetting => "invalid setting",
            Self::NoEntropy => "no random bytes",
            Self::Unserializable => "not serializable",
            Self::Io => "input or output failed",
            Self::Refused => "refused by the receiver",
            Self::Unreachable => "receiver not reached",
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.kind.describe(), self.place)
    }
}

impl error::Error for Error {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        self.cause.as_deref().map(|cause| cause as &(dyn error::Error + 'static))
    }
}

#[cfg(test)]
mod tests {
    use std::{error::Error as _, io};

    use super::*;

    #[test]
    fn the_message_names_the_place_and_the_source_says_why() {
        let error =
            Error::new(ErrorKind::Io, "config/config.yaml").because(io::Error::other("gone"));
        assert_eq!(error.to_string(), "input or output failed: config/config.yaml");
        assert_eq!(error.source().expect("a cause was given").to_string(), "gone");
        assert_eq!(error.kind(), ErrorKind::Io);
    }
}
