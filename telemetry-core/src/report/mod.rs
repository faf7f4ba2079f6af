//! The report: what this instance says about itself.
//!
//! A [`Report`] is captured once and can be written twice: as it is, for the
//! operator's own eyes, and sealed, which is all that an uploader accepts. Its
//! parts by [`DetailsLevel`] are listed there.

mod app;
#[cfg(any(feature = "clap", feature = "http"))]
pub(crate) mod budget;
mod captured;
pub(crate) mod description;
mod details;
mod diff;
mod distribution;
#[cfg(test)]
mod fleet;
mod instance;
mod performance;
#[cfg(any(feature = "clap", feature = "http"))]
mod policies;
#[expect(clippy::module_inception, reason = "the report is the folder's one product")]
mod report;
mod section;
mod sections;
mod status;
pub mod system;
mod uptime;

pub use crate::identity::{DeletionToken, Identity};
pub use app::App;
pub use details::{DetailsLevel, ParseLevelError};
pub use diff::{Difference, difference};
pub use distribution::Distribution;
pub(crate) use instance::{Instance, Parts, Wanted};
pub use performance::{
    CallsiteReport, CounterReport, GaugeReport, Performance, Place, Series, ValuesReport,
};
#[cfg(any(feature = "clap", feature = "http"))]
pub(crate) use policies::Policies;
pub use report::{Report, SCHEMA_VERSION};
pub use section::Section;
pub(crate) use section::SectionSource;
pub use sections::Sections;
pub use status::Status;
