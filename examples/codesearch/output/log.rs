//! The log, on standard error: what telemetry has to say to the operator.

use log::{LevelFilter, Log, Metadata, Record};

use super::terminal::warn;

struct StandardError;

impl Log for StandardError {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.level() <= LevelFilter::Info
    }

    fn log(&self, record: &Record<'_>) {
        if self.enabled(record.metadata()) {
            warn(record.args());
        }
    }

    fn flush(&self) {}
}

/// Sends the log to standard error. Only the first call does anything.
pub(crate) fn install() {
    if log::set_logger(&StandardError).is_ok() {
        log::set_max_level(LevelFilter::Info);
    }
}
