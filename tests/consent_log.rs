//! What the log says at the start: one line on the outcome, one per warning.

use std::sync::Mutex;

use log::{Level, LevelFilter, Log, Metadata, Record};
use telemetry_core::{Telemetry, TelemetryBuilder, consent::Environment};

struct Memory(Mutex<Vec<(Level, String)>>);

static MEMORY: Memory = Memory(Mutex::new(Vec::new()));

impl Log for Memory {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &Record<'_>) {
        assert_eq!(record.target(), "telemetry");
        self.0
            .lock()
            .expect("no test panics here")
            .push((record.level(), record.args().to_string()));
    }

    fn flush(&self) {}
}

/// Starts a telemetry and gives it with the lines it logged.
fn lines(builder: TelemetryBuilder) -> (Telemetry, Vec<(Level, String)>) {
    MEMORY.0.lock().expect("no test panics here").clear();
    let telemetry = builder.start().expect("the settings are valid");
    (telemetry, MEMORY.0.lock().expect("no test panics here").clone())
}

fn builder(environment: Environment) -> TelemetryBuilder {
    Telemetry::builder("mydb", "1.0").environment(environment).endpoint("https://t.mydb.example")
}

/// One test, since the log is one for the process.
#[test]
fn the_start_is_logged_in_one_line_and_a_line_per_warning() {
    log::set_logger(&MEMORY).expect("this is the only logger");
    log::set_max_level(LevelFilter::Trace);

    let (on, logged) = lines(builder(Environment::empty()));
    let [(Level::Info, line)] = logged.as_slice() else { panic!("{logged:?}") };
    let token = on.identity().token().to_string();
    let stop = "turn it off with MYDB__TELEMETRY_DISABLED=true";
    let id = on.identity().id().to_string();
    let what = "anonymized system facts, timings, counters and crash classes are sent";
    for part in ["telemetry is on", &id, "https://t.mydb.example", what, stop, &token] {
        assert!(line.contains(part), "{part} is missing in {line}");
    }

    let (_, logged) = lines(builder(Environment::empty().with("DO_NOT_TRACK", "1")));
    let [(Level::Info, line)] = logged.as_slice() else { panic!("{logged:?}") };
    assert!(line.starts_with("telemetry is off, decided by environment variable DO_NOT_TRACK"));

    let unclear = Environment::empty().with("MYDB__TELEMETRY_DISABLED", "maybe");
    let (_, logged) = lines(builder(unclear.with("MYDB_TELEMETRY__DISABLED", "true")));
    let [(Level::Warn, doubt), (Level::Warn, miss), (Level::Info, line)] = logged.as_slice() else {
        panic!("{logged:?}")
    };
    assert!(doubt.contains("MYDB__TELEMETRY_DISABLED") && doubt.contains("\"maybe\""), "{doubt}");
    assert!(miss.contains("looks like `MYDB__TELEMETRY_DISABLED`"), "{miss}");
    assert!(line.starts_with("telemetry is off"), "{line}");

    let inspected = builder(Environment::empty().with("MYDB__TELEMETRY_DISABLED", "maybe"));
    MEMORY.0.lock().expect("no test panics here").clear();
    inspected.inspect().expect("the settings are valid");
    assert!(MEMORY.0.lock().expect("no test panics here").is_empty(), "a look is not logged");
}
