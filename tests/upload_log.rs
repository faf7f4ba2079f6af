//! What the log says while the endpoint is away: one line a day.
#![expect(clippy::unwrap_used, reason = "a helper that fails here fails the test")]

use std::{sync::Mutex, thread, time::Duration};

use log::{Level, LevelFilter, Log, Metadata, Record};
use test_collector::{Behaviour, Collector};

#[path = "outside/nobody.rs"]
mod nobody;
#[path = "outside/reporting.rs"]
mod reporting;

use crate::{nobody::Nobody, reporting::reporting_to};

static LINES: Mutex<Vec<(Level, String)>> = Mutex::new(Vec::new());

struct Memory;

impl Log for Memory {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &Record<'_>) {
        if record.target() == "telemetry" {
            LINES.lock().unwrap().push((record.level(), record.args().to_string()));
        }
    }

    fn flush(&self) {}
}

/// What was said since the last time, at info or louder and below.
fn said() -> (Vec<String>, Vec<String>) {
    let lines = std::mem::take(&mut *LINES.lock().unwrap());
    let (loud, quiet): (Vec<_>, Vec<_>) =
        lines.into_iter().partition(|(level, _)| *level <= Level::Info);
    let text = |lines: Vec<(Level, String)>| lines.into_iter().map(|(_, text)| text).collect();
    (text(loud), text(quiet))
}

/// One test, since the log is one for the process.
#[test]
fn a_day_offline_is_one_line() {
    log::set_logger(&Memory).unwrap();
    log::set_max_level(LevelFilter::Trace);
    let nobody = Nobody::there();
    let away = Collector::behaving(Behaviour::Answer(503, Vec::new()));
    let unwilling = Collector::behaving(Behaviour::Answer(400, Vec::new()));
    for endpoint in [nobody.url(), away.url(), unwilling.url()] {
        let telemetry =
            reporting_to(&endpoint).interval(Duration::from_millis(20)).start().unwrap();
        let attempts =
            || telemetry.upload_status().failed_attempts + telemetry.upload_status().refused;
        while attempts() < 20 {
            thread::sleep(Duration::from_millis(5));
        }
        drop(telemetry);
        let (loud, quiet) = said();
        assert_eq!(loud.len(), 2, "the notice and one complaint: {loud:#?}");
        assert!(loud[0].starts_with("telemetry is on"), "{loud:#?}");
        assert!(loud[1].contains("was not sent") || loud[1].contains("was refused"), "{loud:#?}");
        assert!(quiet.len() >= 19, "the rest is for who looks: {quiet:#?}");
    }

    let collector = Collector::start();
    let telemetry =
        reporting_to(collector.url()).interval(Duration::from_millis(20)).start().unwrap();
    collector.until("five reports", |store| store.reports().len() >= 5);
    drop(telemetry);
    let (loud, _) = said();
    assert_eq!(loud.len(), 1, "success is quiet: {loud:#?}");
}
