//! The macros of `telemetry-core` and `telemetry-anonymize`.

mod errors;
mod paths;
