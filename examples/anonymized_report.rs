//! Report structs in, raw and sealed JSON out.
//!
//! ```text
//! cargo run --example anonymized_report
//! ```
//!
//! A field has a policy by its type: text is hashed with a key that this start
//! of the program has drawn, numbers are rounded. Attributes say otherwise where
//! that is too much or too little. What nobody has decided does not compile:
//!
//! ```compile_fail
//! #[derive(telemetry_core::Anonymize)]
//! struct PeerReport {
//!     address: std::net::IpAddr,
//! }
//!
//! fn main() {}
//! ```
//!
//! and neither does sending what has not been sealed:
//!
//! ```compile_fail
//! fn send<T>(_: &telemetry_core::Anonymized<T>) {}
//!
//! fn main() {
//!     let raw = String::from("the name of a collection");
//!     send(&raw);
//! }
//! ```

use std::{
    io::{self, Write},
    time::Duration,
};

use serde::Serialize;
use telemetry_core::{Anonymize, Anonymized, Anonymizer};

/// What a database reports about itself.
#[derive(Serialize, Anonymize)]
struct DatabaseReport {
    collections: Vec<CollectionReport>,
    /// The scheme stays, the rest is hashed.
    #[anonymize(url)]
    backup: String,
}

/// One collection.
#[derive(Serialize, Anonymize)]
struct CollectionReport {
    /// Hashed: the same name has the same tag in the whole report.
    name: String,
    /// Rounded to six digits.
    vectors: u64,
    #[anonymize(keep, reason = "one of two words")]
    distance: Distance,
    /// The nearest power of two.
    #[anonymize(class)]
    disk_bytes: u64,
    slowest_search: Duration,
    /// May hold anything.
    #[anonymize(skip)]
    last_error: Option<String>,
    /// Only in reports of level 3 and up.
    #[anonymize(level = 3)]
    segments: Vec<u64>,
    replica_of: Option<String>,
}

#[derive(Clone, Serialize)]
#[serde(rename_all = "snake_case")]
enum Distance {
    Cosine,
    Euclid,
}

fn main() -> io::Result<()> {
    let report = report();
    let out = &mut io::stdout().lock();
    print(out, "raw: never leaves the process", &report)?;

    let anonymizer = Anonymizer::process();
    let sealed = anonymizer.at_level(2).seal(&report);
    send(out, "sealed, details level 2", &sealed)?;
    send(out, "sealed, details level 3: with segments", &anonymizer.at_level(3).seal(&report))?;

    let after_restart = Anonymizer::new().seal(&report.collections[0].name);
    send(out, "the first name after a restart: another tag", &after_restart)
}

fn report() -> DatabaseReport {
    let products = CollectionReport {
        name: "customer-products".to_owned(),
        vectors: 123_456_789,
        distance: Distance::Cosine,
        disk_bytes: 98_765_432_100,
        slowest_search: Duration::from_micros(48_213),
        last_error: Some("cannot read /home/alice/vectors.bin".to_owned()),
        segments: vec![512, 70_123_456, 53_333_333],
        replica_of: None,
    };
    let replica = CollectionReport {
        name: "customer-products-eu".to_owned(),
        vectors: 999,
        distance: Distance::Euclid,
        disk_bytes: 1_048_576,
        slowest_search: Duration::from_millis(2),
        last_error: None,
        segments: vec![999],
        replica_of: Some("customer-products".to_owned()),
    };
    let backup = "https://backup:hunter2@storage.example/customer".to_owned();
    DatabaseReport { collections: vec![products, replica], backup }
}

/// Stands for the uploader: only what is sealed can reach it.
fn send<T: Serialize>(out: &mut dyn Write, title: &str, report: &Anonymized<T>) -> io::Result<()> {
    print(out, title, report)
}

fn print(out: &mut dyn Write, title: &str, report: &impl Serialize) -> io::Result<()> {
    writeln!(out, "{title}\n{}\n", serde_json::to_string_pretty(report)?)
}
