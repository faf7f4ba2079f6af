//! The way out: one thread that sends sealed documents, now and then.
//!
//! `Parcel` is what can be sent, and it is made of sealed documents alone. The
//! `Press` makes them, the `Agenda` says when, the `Queue` keeps what could not be
//! sent, the `Client` speaks HTTP, the `Ledger` remembers every byte that left and
//! `Copies` keeps it where the operator wants it. The `Worker` puts them together;
//! the `Uploader` starts and stops it.

mod agenda;
mod client;
mod copies;
mod daily;
mod deletion;
mod dice;
#[cfg(feature = "clap")]
mod kept;
mod ledger;
mod outbox;
mod outcome;
mod parcel;
mod press;
mod queue;
mod retry_after;
mod settings;
mod shared;
mod uploader;
mod view;
mod worker;

pub use deletion::DeletionReceipt;
pub(crate) use deletion::delete;
#[cfg(feature = "clap")]
pub(crate) use kept::Kept;
pub use ledger::{LedgerEntry, Sent};
pub use parcel::Kind;
pub use settings::Proxy;
pub(crate) use settings::UploadSettings;
pub use shared::UploadStatus;
pub(crate) use uploader::Uploader;
pub(crate) use view::View;

/// Target of every line this crate logs.
const TARGET: &str = "telemetry";
