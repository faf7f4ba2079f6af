//! `Telemetry`: everything below put together, for the host application.

mod builder;
mod handle;
mod notice;
mod settings;

pub use builder::TelemetryBuilder;
pub use handle::Telemetry;
