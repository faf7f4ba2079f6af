//! What the macros' output calls: guards, probes for how a call ended, timed
//! futures. The generated code stays small, and everything that can be ordinary
//! Rust is here.

mod amount;
mod classify;
mod family;
mod guard;
mod label;
mod make;
mod name;
mod noted;
mod run;
mod timed;

pub use self::{
    amount::{Amount, Reading},
    classify::{Classify, OptionProbe, Probe},
    family::{Family, FamilyValues},
    guard::{Guard, enter, inert},
    label::{Label, choice},
    make::{counter, gauge, one_in, timed, timed_as, values},
    noted::Noted,
    run::{ask, diverge, evaluate, run},
    timed::Timed,
};
