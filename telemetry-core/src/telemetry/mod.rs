//! `Telemetry`: everything below put together, for the host application.

mod builder;
mod handle;
mod notice;
#[cfg(feature = "upload")]
mod sending;
#[cfg(feature = "http")]
mod serving;
mod settings;
#[cfg(feature = "upload")]
mod upload;
mod work;

pub use builder::TelemetryBuilder;
pub use handle::Telemetry;
