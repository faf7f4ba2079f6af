//! The macros of `telemetry-core` and `telemetry-anonymize`.
