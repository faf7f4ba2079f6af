//! Consent: which switches are asked, and what follows from their words.
//!
//! Any source that says off wins over every other, whatever the order:
//!
//! | source | off | explicit yes |
//! |---|---|---|
//! | `{PREFIX}__TELEMETRY_DISABLED`, `{PREFIX}_TELEMETRY_DISABLED` | `true` | `false` |
//! | `DO_NOT_TRACK` | `1` | |
//! | `telemetry_disabled` in any configuration file (feature `config`) | `true` | |
//! | `--disable-telemetry` | given | `--disable-telemetry=false` |
//! | the program: `TelemetryBuilder::at_most`, `Telemetry::disable` | called | |
//! | a managed deployment or platform, a continuous-integration job | by default | |
//!
//! A switch that is empty, nonsensical or unreadable turns telemetry off, with a
//! warning that names the place; so does one that is nearly right (wrong case,
//! an underscore too many) unless it says no. What is off by default is lifted
//! by an explicit yes, nothing else is.
//!
//! Recording and the local endpoints are no matter of consent: turning reporting
//! off never turns `/metrics` and `/telemetry` off.

mod argument;
#[cfg(feature = "config")]
mod config;
mod decision;
mod environment;
#[cfg(feature = "config")]
mod files;
#[cfg(feature = "config")]
mod layers;
mod mode;
mod near_miss;
#[cfg(feature = "config")]
mod persist;
mod source;
mod standing;
mod statement;
mod switches;
mod variables;

pub use argument::Argument;
pub use decision::Decision;
pub use environment::Environment;
pub use mode::Mode;
pub use source::{Source, SourceKind};
pub(crate) use standing::Consent;
pub(crate) use switches::Switches;
