//! Why a file or folder is not in the index.

use std::{
    error, fmt, io,
    path::{Path, PathBuf},
};

/// A file or folder that could not be taken in.
#[derive(Debug)]
pub(crate) struct Fault {
    path: PathBuf,
    cause: Cause,
}

/// What is wrong with it.
#[derive(Debug)]
#[non_exhaustive]
pub(crate) enum Cause {
    /// The system does not let it be read.
    Unreadable(io::Error),
    /// More bytes than the limit allows.
    TooLarge {
        /// What is allowed.
        limit_bytes: u64,
    },
    /// A byte that no text has.
    Binary,
    /// Text, but not in UTF-8.
    NotUtf8 {
        /// Bytes up to here are valid.
        valid_bytes: usize,
    },
}

/// The kinds of [`Cause`], to count by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Unreadable,
    TooLarge,
    Binary,
    NotUtf8,
}

impl Fault {
    pub(crate) fn new(path: &Path, cause: Cause) -> Self {
        Self { path: path.to_owned(), cause }
    }

    pub(crate) fn kind(&self) -> Kind {
        match self.cause {
            Cause::Unreadable(_) => Kind::Unreadable,
            Cause::TooLarge { .. } => Kind::TooLarge,
            Cause::Binary => Kind::Binary,
            Cause::NotUtf8 { .. } => Kind::NotUtf8,
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.path.display())?;
        match &self.cause {
            Cause::Unreadable(error) => write!(f, "{error}"),
            Cause::TooLarge { limit_bytes } => write!(f, "larger than {} KiB", limit_bytes >> 10),
            Cause::Binary => f.write_str("binary: holds a zero byte"),
            Cause::NotUtf8 { valid_bytes } => write!(f, "not UTF-8 from byte {valid_bytes} on"),
        }
    }
}

impl error::Error for Fault {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        match &self.cause {
            Cause::Unreadable(error) => Some(error),
            _ => None,
        }
    }
}

impl Kind {
    /// For people, after a number: "3 too large".
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::TooLarge => "too large",
            Self::Binary => "binary",
            Self::NotUtf8 => "not UTF-8",
        }
    }
}
