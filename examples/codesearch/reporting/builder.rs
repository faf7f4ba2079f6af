//! Telemetry as this program wants it.

use telemetry_core::{Telemetry, TelemetryBuilder};

use super::{super::cli::Cli, run::Run, settings::Settings};

/// Telemetry with every switch that the command line has, and a section for each
/// part of `run`.
pub(crate) fn telemetry(cli: &Cli, run: &Run) -> TelemetryBuilder {
    let (index, intake, load) = (run.clone(), run.clone(), run.clone());
    let mut builder = Telemetry::builder("codesearch", env!("CARGO_PKG_VERSION"))
        .args(&cli.telemetry)
        .features([("debug_assertions", cfg!(debug_assertions))])
        .details_level(cli.details_level)
        .configuration(&Settings::new(cli))
        .section("index", move || index.sections().index.clone())
        .section("intake", move || intake.sections().intake.clone())
        .section("load", move || load.sections().load.clone());
    if let Some(folder) = &cli.config_dir {
        builder = builder.config_dir(folder);
    }
    if let Some(endpoint) = &cli.endpoint {
        builder = builder.endpoint(endpoint);
    }
    if let Some(folder) = cli.db.as_deref().and_then(|file| file.parent()) {
        builder = builder.storage_path(folder);
    }
    builder
}
