//! The attacker who holds the reports of a fleet's two starts and joins them by
//! everything that stays the same: how many machines does he recognise?
//!
//! The reports are real ones: the types of this crate, sealed by their own
//! derive, at the level that is sent by default. Only the machines are made up.
//!
//! The table of docs/privacy.md:
//! `TELEMETRY_FLEET_TABLE=1 cargo test -p telemetry-core --features report --lib
//! report::fleet -- --nocapture`

mod attacker;
mod machines;
mod program;

use std::collections::HashMap;

use self::{
    attacker::{vendors_text, what_stays},
    machines::{Machine, fleet},
    program::{Host, sealed},
};
use crate::report::details::DetailsLevel;

/// What of one start the attacker goes by, as one text.
type Text = fn(&Machine) -> String;

fn whole(machine: &Machine, host: Host, level: DetailsLevel) -> String {
    what_stays(&sealed(machine, host, level))
}

fn by_default(machine: &Machine) -> String {
    whole(machine, Host::Careful, DetailsLevel::SENT)
}

/// What the attacker has; the bound holds for the second.
const ROWS: [(&str, Text); 6] = [
    ("the seed vendor's policy: exact sizes and models", vendors_text),
    ("**ours by default**", by_default),
    ("the same of a program with one more part, which one in ten uses", |m| {
        whole(m, Host::WithRarePart, DetailsLevel::SENT)
    }),
    ("ours by default, if he also knows the usual load within a factor of ten", |m| {
        format!("{} {}", by_default(m), m.load)
    }),
    ("ours by default, of a program that lists its collections, rounded", |m| {
        whole(m, Host::Careless, DetailsLevel::SENT)
    }),
    ("ours at details level 3: the whole machine, sizes in powers of two", |m| {
        whole(m, Host::Careful, DetailsLevel::VALUES)
    }),
];

/// Asks for all rows of the table, which takes a minute, and not the first two.
const WHOLE_TABLE: &str = "TELEMETRY_FLEET_TABLE";

/// The share of machines that one text, alone in both starts' reports, gives away.
#[expect(clippy::cast_precision_loss, reason = "ten thousand machines")]
fn linked(machines: &[(Machine, Machine)], text: Text) -> f64 {
    let mut seen: HashMap<String, (Vec<usize>, Vec<usize>)> = HashMap::new();
    for (number, (first, second)) in machines.iter().enumerate() {
        seen.entry(text(first)).or_default().0.push(number);
        seen.entry(text(second)).or_default().1.push(number);
    }
    let alone = |(first, second): &&(Vec<usize>, Vec<usize>)| first.len() == 1 && first == second;
    seen.values().filter(alone).count() as f64 / machines.len() as f64
}

#[test]
fn less_than_one_machine_in_a_hundred_is_recognised_after_a_restart() {
    let machines = fleet(7);
    let rows = if std::env::var_os(WHOLE_TABLE).is_some() { &ROWS[..] } else { &ROWS[..2] };
    println!("| what a report tells | machines re-linked |\n|---|---|");
    let shares: Vec<f64> = rows.iter().map(|(_, text)| linked(&machines, *text)).collect();
    for ((name, _), share) in rows.iter().zip(&shares) {
        println!("| {name} | {:.2} % |", share * 100.0);
    }
    assert!(shares[0] > 0.9, "the control is caught");
    assert!(shares[1] < 0.01, "{shares:?}");
}

#[test]
fn the_reports_that_are_joined_hold_every_part_of_a_real_one() {
    let (first, second) = &fleet(7)[0];
    let [one, other] = [first, second].map(|m| sealed(m, Host::Careful, DetailsLevel::MOST));
    for part in ["app", "system", "configuration", "sections", "performance"] {
        assert!(one[part].is_object(), "{part} is missing");
    }
    assert_ne!(one["id"], other["id"]);
    let tag = |report: &serde_json::Value| {
        report["sections"]["database"]["collections"][0]["name"].clone()
    };
    assert!(tag(&one).is_string());
    assert_ne!(tag(&one), tag(&other), "another start, another key");
}
