//! Snapshots: owned, mergeable copies of everything recorded.

#[cfg(feature = "report")]
mod anonymized;
pub(crate) mod callsite;
#[cfg(feature = "report")]
pub(crate) mod fit;
pub(crate) mod grid;
pub(crate) mod histogram;
pub(crate) mod scalar;
#[expect(clippy::module_inception, reason = "the snapshot is the folder's one idea")]
pub(crate) mod snapshot;
pub(crate) mod take;
pub(crate) mod wire;
