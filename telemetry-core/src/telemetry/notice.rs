//! What the log says at the start.

use std::{
    io::{self, IsTerminal, Write},
    sync::Once,
};

use crate::{
    consent::Mode,
    report::{Instance, Status},
};

/// Target of every line this crate logs.
const TARGET: &str = "telemetry";

/// One line on what telemetry does, why, and how to stop it; and one for each
/// switch that could not be understood.
///
/// If anything will be sent, whoever sits at the terminal reads it too, once in
/// a process: a log may go where nobody looks, or nowhere.
pub(super) fn give(instance: &Instance) {
    static SHOWN: Once = Once::new();
    for warning in instance.parts().consent.decision().warnings() {
        log::warn!(target: TARGET, "{warning}");
    }
    let line = line(instance);
    log::info!(target: TARGET, "{line}");
    let mut stderr = io::stderr().lock();
    if instance.parts().consent.mode() == Mode::On && stderr.is_terminal() {
        // A terminal that is gone has nobody at it.
        SHOWN.call_once(|| drop(writeln!(stderr, "{line}")));
    }
}

fn line(instance: &Instance) -> String {
    let status = Status::of(instance);
    let stop = format!(
        "turn it off with {}__TELEMETRY_DISABLED=true, DO_NOT_TRACK=1 or --disable-telemetry",
        instance.parts().consent.prefix()
    );
    match status.mode() {
        Mode::Off => format!("{status}; nothing is prepared, written or sent"),
        Mode::Local => format!("{status}; reports stay on this machine; {stop}"),
        Mode::On => format!(
            "{status}; anonymized system facts, timings, counters and crash classes are sent; \
             deletion token {}; {stop}",
            instance.parts().identity.get().token()
        ),
    }
}
