//! A database that runs on the machines, and the report it makes.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;
use telemetry_anonymize::{Anonymize, Anonymizer};
use uuid::Uuid;

use super::machines::Machine;
use crate::report::{
    app::App,
    details::DetailsLevel,
    distribution::Distribution,
    performance::{CallsiteReport, Performance, Series},
    report::{Report, SCHEMA_VERSION},
    section::SectionSource,
};

/// How the database's authors wrote their part of the report.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Host {
    /// What few have comes in at level 3.
    Careful,
    /// As careful, with one more optional part of the program under measurement.
    WithRarePart,
    /// Every collection at the level that is sent by default.
    Careless,
}

#[derive(Clone, Serialize, Anonymize)]
struct Settings {
    #[anonymize(level = 3, keep, reason = "yes or no")]
    cluster: bool,
    #[anonymize(level = 3, class)]
    threads: u64,
    #[anonymize(level = 3)]
    folder: String,
}

#[derive(Clone, Serialize, Anonymize)]
struct Database {
    #[anonymize(class(base = 65536, least = 1, most = 65536))]
    vectors: u64,
    #[anonymize(level = 3)]
    collections: Vec<Collection>,
}

#[derive(Clone, Serialize, Anonymize)]
struct Collection {
    name: String,
    vectors: u64,
}

/// The report of one start as it leaves.
pub(super) fn sealed(machine: &Machine, host: Host, level: DetailsLevel) -> Value {
    let at = |from: DetailsLevel| level >= from;
    let settings = settings(machine);
    let configuration =
        SectionSource::new(DetailsLevel::CONFIGURATION, "configuration", move || settings.clone());
    let sections = [("database", section(machine, host).capture())];
    let report = Report {
        schema_version: SCHEMA_VERSION,
        report_id: random_id(),
        sequence: 1,
        id: random_id(),
        details_level: level,
        app: App { name: "mydb", version: machine.version, features: machine.features.clone() }
            .at(level),
        system: at(DetailsLevel::SYSTEM).then(|| machine.system.clone()),
        configuration: at(DetailsLevel::CONFIGURATION).then(|| configuration.capture()),
        sections: sections.into_iter().filter(|_| at(DetailsLevel::SECTIONS)).collect(),
        performance: at(DetailsLevel::COUNTS).then(|| performance(machine, host)),
    };
    let sealed = Anonymizer::new().at_level(level.get()).seal(&report);
    sealed.to_value().expect("a report has a form in JSON")
}

fn random_id() -> Uuid {
    Uuid::from_u128(fastrand::u128(..))
}

fn settings(machine: &Machine) -> Settings {
    Settings {
        cluster: machine.cluster,
        threads: machine.system.cpu.cores.unwrap_or(1),
        folder: "/var/lib/mydb".to_owned(),
    }
}

fn section(machine: &Machine, host: Host) -> SectionSource {
    let collection = |vectors: &u64| Collection { name: "documents".to_owned(), vectors: *vectors };
    let collections: Vec<_> = machine.collections.iter().map(collection).collect();
    if host == Host::Careless {
        return SectionSource::new(DetailsLevel::SECTIONS, "database", move || collections.clone());
    }
    let database = Database { vectors: machine.collections.iter().sum(), collections };
    SectionSource::new(DetailsLevel::SECTIONS, "database", move || database.clone())
}

/// Of functions that were never called there is no word.
fn performance(machine: &Machine, host: Host) -> Performance {
    let parts = [
        ("mydb::search", true),
        ("mydb::upsert", true),
        ("mydb::snapshot", machine.snapshots),
        ("mydb::replicate", machine.cluster && host == Host::WithRarePart),
    ];
    let used = parts.into_iter().filter(|(_, is_used)| *is_used);
    let hours = fastrand::u64(1..500);
    let calls = || 10_u64.pow(machine.load) * hours * fastrand::u64(90..110);
    Performance {
        uptime_hours: hours,
        overhead_ns: calls(),
        callsites: used.map(|(name, _)| callsite(name, calls())).collect(),
        counters: Vec::new(),
        gauges: Vec::new(),
        values: Vec::new(),
    }
}

fn callsite(name: &str, calls: u64) -> CallsiteReport {
    CallsiteReport {
        series: Series::of(name, &BTreeMap::new()),
        place: None,
        calls,
        ok: calls,
        errors: 0,
        nones: 0,
        panics: 0,
        cancelled: 0,
        in_flight: 0,
        duration_ns: Some(Distribution::default()),
        busy_ns: None,
        values: [].into(),
    }
}
