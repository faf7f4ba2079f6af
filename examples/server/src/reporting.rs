//! Telemetry as this service wants it.

use std::{collections::BTreeMap, time::Duration};

use serde::Serialize;
use telemetry_core::{Anonymize, Telemetry, TelemetryBuilder, report::DetailsLevel};

use crate::{
    access::may_look,
    cli::Cli,
    error::StoreError,
    link::{self, Code},
    routes::Service,
};

/// Pages of links that are looked at for a report: enough to see which hosts
/// there are, and bounded.
const PAGES: usize = 16;

/// The configuration of this instance.
#[derive(Clone, Debug, Serialize, Anonymize)]
struct Settings {
    /// Whether the links are kept in a file.
    #[anonymize(keep, reason = "yes or no")]
    persistent: bool,
    /// Whether others than this machine can reach the service.
    #[anonymize(keep, reason = "yes or no")]
    is_public: bool,
    /// Where telemetry may be looked at with a token.
    #[anonymize(keep, reason = "yes or no")]
    has_admin_token: bool,
}

/// The links.
#[derive(Clone, Debug, Default, Serialize, Anonymize)]
struct LinksReport {
    /// How many there are.
    links: u64,
    /// Hits that are not written down.
    waiting_hits: u64,
    /// Why it could not be found out.
    #[anonymize(skip)]
    failure: Option<String>,
}

/// A host that links lead to.
#[derive(Clone, Debug, Serialize, Anonymize)]
struct HostReport {
    /// Its name.
    host: String,
    /// Links that lead there.
    links: u64,
    /// How often they were followed.
    hits: u64,
}

/// Telemetry with every switch that the command line has, shown to whom it may
/// be shown, and with the sections of this service.
pub(crate) fn telemetry(cli: &Cli, service: &Service) -> TelemetryBuilder {
    let (counted, listed, token) = (service.clone(), service.clone(), cli.admin_token.clone());
    let mut builder = Telemetry::builder("link-server", env!("CARGO_PKG_VERSION"))
        .args(&cli.telemetry)
        .grace(Duration::from_secs(cli.grace_seconds))
        .interval(Duration::from_secs(cli.interval_seconds))
        .configuration(&Settings {
            persistent: cli.db.is_some(),
            is_public: !cli.listen.ip().is_loopback(),
            has_admin_token: cli.admin_token.is_some(),
        })
        .section("links", move || LinksReport::of(&counted))
        .section_at(DetailsLevel::SENT, "hosts", move || hosts(&listed).unwrap_or_default())
        .authorize(move |request| may_look(token.as_deref(), request));
    if let Some(folder) = &cli.config_dir {
        builder = builder.config_dir(folder);
    }
    if let Some(endpoint) = &cli.endpoint {
        builder = builder.endpoint(endpoint);
    }
    if let Some(folder) = &cli.sent_dir {
        builder = builder.ledger_dir(folder);
    }
    if let Some(folder) = cli.db.as_deref().and_then(|file| file.parent()) {
        builder = builder.storage_path(folder);
    }
    builder
}

impl LinksReport {
    fn of(service: &Service) -> Self {
        let waiting_hits = service.hits.waiting();
        match service.store.count() {
            Ok(links) => Self { links, waiting_hits, failure: None },
            Err(error) => Self { links: 0, waiting_hits, failure: Some(error.to_string()) },
        }
    }
}

fn hosts(service: &Service) -> Result<Vec<HostReport>, StoreError> {
    let mut found: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    let mut from = Some(Code(0));
    for _ in 0..PAGES {
        let Some(code) = from else { break };
        let page = service.store.page(code)?;
        from = page.last().and_then(|last| last.code.0.checked_add(1)).map(Code);
        for link in page {
            let (links, hits) = found.entry(link::host(&link.url)).or_default();
            (*links, *hits) = (*links + 1, *hits + link.hits);
        }
    }
    let report = |(host, (links, hits))| HostReport { host, links, hits };
    Ok(found.into_iter().map(report).collect())
}
