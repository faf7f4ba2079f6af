//! The endpoints: one pure function over the types of the `http` crate, and thin
//! adapters that mount it.
//!
//! | path | parameters | answer |
//! |---|---|---|
//! | `/telemetry` | `anonymize` (false), `details_level` (0), `sections` (all), `timeout` (60) | the report, raw or as it may leave |
//! | `/telemetry/status` | | mode, deciding source, id, endpoint |
//! | `/telemetry/report` | `state` = `next` (default), `last` or `log`; with `log` the `id` of a document | what will be and what was sent, byte for byte; the ledger, or one document of it |
//! | `/telemetry/diff` | `details_level` (that of what is sent), `timeout` (60) | each value raw, as it leaves, and its policy |
//! | `/telemetry/ui` | | a page that shows all of this |
//! | `/metrics` | `anonymize` (false) | metrics, in the format that `Accept` asks for |
//!
//! `GET` and `HEAD` only, else 405. A parameter that is unknown, repeated or has
//! an unusable value is 400 with its name; `sections` is a list of names with
//! commas, of the application's sections and of `system`, `configuration` and
//! `performance`; `timeout` is in seconds, and a report that takes longer is 504.
//! A request that the host's authorization refuses is 403. Whatever is asked,
//! nothing is remembered of it.
//!
//! What a details level has is said at
//! [`DetailsLevel`](crate::report::DetailsLevel); level 0 is the envelope: schema
//! version, ids, application and version.

mod answer;
mod capture;
mod connection;
mod endpoints;
mod metrics;
mod outgoing;
mod parameters;
mod reports;
#[cfg(feature = "axum")]
mod router;
mod server;
mod ui;

pub(crate) use endpoints::{Endpoints, Gate};
pub(crate) use server::Server;
