//! What can go wrong with an index.

use std::{error, fmt};

/// Why the index could not be opened, read or written.
#[derive(Debug)]
#[non_exhaustive]
pub(crate) enum DbError {
    /// The store failed: no access, no space, in use, damaged, or no database.
    Store(redb::Error),
    /// A `redb` database of another program.
    Foreign,
    /// An index in another version's format.
    Format {
        /// The version that the file names.
        found: u64,
    },
    /// The store is sound, but holds what this program never wrote.
    Corrupt {
        /// The table at fault.
        table: &'static str,
        /// What was expected there.
        expected: &'static str,
    },
    /// All document numbers are used up.
    Full,
}

impl fmt::Display for DbError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Store(redb::Error::Io(error))
                if error.kind() == std::io::ErrorKind::InvalidData =>
            {
                f.write_str("not a database, or damaged beyond recognition")
            }
            Self::Store(redb::Error::Io(error)) => write!(f, "{error}"),
            Self::Store(redb::Error::DatabaseAlreadyOpen) => {
                f.write_str("the database is in use by another process")
            }
            Self::Store(redb::Error::Corrupted(detail)) => {
                write!(f, "the database is damaged: {detail}")
            }
            Self::Store(error) => write!(f, "{error}"),
            Self::Foreign => f.write_str("a database of another program: not touched"),
            Self::Format { found } => {
                let expected = super::db::FORMAT;
                write!(f, "the index has format {found}, this program reads {expected}")
            }
            Self::Corrupt { table, expected } => {
                write!(f, "the index is damaged: table `{table}` should hold {expected}")
            }
            Self::Full => f.write_str("the index is full: no document number is left"),
        }
    }
}

impl error::Error for DbError {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        match self {
            Self::Store(error) => Some(error),
            _ => None,
        }
    }
}

/// `redb` has an error type per step; all of them end up as one.
macro_rules! from_store {
    ($($error:ident),*) => {$(
        impl From<redb::$error> for DbError {
            fn from(error: redb::$error) -> Self {
                Self::Store(error.into())
            }
        }
    )*};
}
from_store!(DatabaseError, TransactionError, TableError, StorageError, CommitError);
