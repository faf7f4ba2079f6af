//! A test kit for whoever writes reports: does anything leave that should not?
//!
//! ```
//! use telemetry_anonymize::{Anonymize, Anonymizer, testing::Oracle};
//!
//! #[derive(serde::Serialize, Anonymize)]
//! struct Report {
//!     collection: String,
//! }
//!
//! let mut oracle = Oracle::new();
//! let report = Report { collection: oracle.canary("collection") };
//! let leaving = serde_json::to_vec(&Anonymizer::new().seal(&report)).unwrap();
//! oracle.assert_clean(&leaving);
//! ```

mod encodings;
mod hashes;
mod lock;
mod oracle;
mod packed;

pub use self::{
    hashes::plain_hashes,
    lock::{assert_lock, assert_page},
    oracle::{Leak, Oracle},
};
use crate::{anonymizer::Anonymizer, secret::Secret};

/// An anonymizer under a known key, for tests that compare whole documents.
/// With a key that is known, tags are no longer irreversible.
pub fn anonymizer_with_key(key: [u8; 32]) -> Anonymizer {
    Anonymizer::holding(Secret::fixed(Some(key)))
}

/// An anonymizer as on a machine whose operating system gives no randomness.
pub fn anonymizer_without_entropy() -> Anonymizer {
    Anonymizer::holding(Secret::fixed(None))
}
