//! A telemetry that reports to a test's own end of the wire, at once.

use std::time::Duration;

use telemetry_core::{Telemetry, TelemetryBuilder, consent::Environment, upload::Proxy};

/// Reports to `endpoint` without a grace, whatever this machine's environment
/// says.
pub(crate) fn reporting_to(endpoint: impl Into<String>) -> TelemetryBuilder {
    Telemetry::builder("mydb", "1.2.3")
        .environment(Environment::empty())
        .endpoint(endpoint)
        .proxy(Proxy::None)
        .grace(Duration::ZERO)
}
