//! What the log says at the start.

use crate::{
    consent::Mode,
    report::{Instance, Status},
};

/// Target of every line this crate logs.
const TARGET: &str = "telemetry";

/// One line on what telemetry does, why, and how to stop it; and one for each
/// switch that could not be understood.
pub(super) fn log(instance: &Instance) {
    for warning in instance.parts().consent.decision().warnings() {
        log::warn!(target: TARGET, "{warning}");
    }
    log::info!(target: TARGET, "{}", line(instance));
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
            instance.parts().identity.token()
        ),
    }
}
