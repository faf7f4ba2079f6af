//! An interval after which nothing comes by itself while a test runs.

use std::time::Duration;

/// A thousand years. The first report of a telemetry comes at a moment of its first
/// interval that is drawn: with one of an hour, in one run of a million before a test
/// has asked for it.
pub(crate) const FAR: Duration = Duration::from_hours(1000 * 365 * 24);
