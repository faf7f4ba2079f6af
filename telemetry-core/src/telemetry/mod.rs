//! `Telemetry`: everything below put together, for the host application.

mod builder;
mod handle;
mod notice;
mod settings;
mod work;

pub use builder::TelemetryBuilder;
pub use handle::Telemetry;
