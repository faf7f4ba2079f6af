//! What the macros' output calls: guards, probes for how a call ended, timed
//! futures. The generated code stays small, and everything that can be ordinary
//! Rust is here.

mod amount;
#[cfg(any(feature = "stream", feature = "locks"))]
mod child;
mod classify;
mod extension;
mod family;
mod guard;
mod label;
#[cfg(feature = "locks")]
mod lock;
mod made;
mod make;
mod meter;
mod noted;
mod progress;
mod run;
#[cfg(feature = "tracing")]
mod spanned;
#[cfg(feature = "stream")]
mod stream;
mod timed;

pub use self::{
    amount::{Amount, Reading},
    classify::{Classify, OptionProbe, Probe},
    extension::Instrument,
    family::{Family, FamilyValues},
    guard::{Guard, enter, inert},
    label::{Label, choice},
    made::{Made, MadePlain},
    make::{one_in, site, timed},
    meter::{Awaited, Meter},
    noted::Noted,
    run::{ask, diverge, evaluate, run, run_at_once, run_plain},
    timed::Timed,
};

#[cfg(feature = "locks")]
pub use self::lock::{Held, Instrumented};
#[cfg(feature = "tracing")]
pub use self::spanned::Spanned;
#[cfg(feature = "stream")]
pub use self::stream::{InstrumentStream, TimedStream};
