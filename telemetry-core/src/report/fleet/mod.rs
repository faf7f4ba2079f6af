//! The attacker who holds the reports of a fleet's two starts and joins them by
//! everything that stays the same: how many machines does he recognise?
//!
//! The reports are real ones: the types of this crate, sealed by their own
//! derive, at the level that is sent by default. Only the machines are made up.
//!
//! The table of docs/privacy.md is what a test here finds; it shows the lines that
//! differ:
//! `cargo test -p telemetry-core --features report --lib report::fleet`

mod attacker;
mod machines;
mod program;

use std::{
    collections::{HashMap, HashSet},
    thread,
};

use self::{
    attacker::{vendors_text, what_stays},
    machines::{Machine, fleet},
    program::{Host, sealed},
};
use crate::report::details::DetailsLevel;

/// What the attacker has.
struct Row {
    name: &'static str,
    /// He holds the reports of a program that is so written, at this level,
    host: Host,
    level: DetailsLevel,
    /// and goes by this, as one text. The report is what stays of it.
    text: fn(&Machine, &str) -> String,
}

const fn row(
    name: &'static str,
    (host, level): (Host, DetailsLevel),
    text: fn(&Machine, &str) -> String,
) -> Row {
    Row { name, host, level, text }
}

const BY_DEFAULT: (Host, DetailsLevel) = (Host::Careful, DetailsLevel::SENT);

/// The bound holds for the second and, with the load, for the fifth.
static ROWS: [Row; 8] = [
    row("the seed vendor's policy: exact sizes and models", BY_DEFAULT, |m, _| vendors_text(m)),
    row("**ours by default**", BY_DEFAULT, |_, report| report.to_owned()),
    row(
        "the same of a program with one more part, which one in ten uses",
        (Host::WithRarePart, DetailsLevel::SENT),
        |_, report| report.to_owned(),
    ),
    row(
        "ours by default, if he also knows the load within a factor of 1000",
        BY_DEFAULT,
        |machine, report| format!("{report} {}", machine.load / 3),
    ),
    row(
        "ours by default, if he also knows the load within a factor of ten",
        BY_DEFAULT,
        |machine, report| format!("{report} {}", machine.load),
    ),
    row("the same if `1.19` were `1.19.3`", BY_DEFAULT, |machine, report| {
        format!("{report} {} {}", machine.version, machine.load)
    }),
    row(
        "ours by default, of a program that lists its collections, rounded",
        (Host::Careless, DetailsLevel::SENT),
        |_, report| report.to_owned(),
    ),
    row(
        "ours at details level 3: the whole machine, sizes in powers of two",
        (Host::Careful, DetailsLevel::VALUES),
        |_, report| report.to_owned(),
    ),
];

/// The machines whose first and whose second start has a text.
type Seen = HashMap<String, [Vec<usize>; 2]>;

/// What the attacker achieves.
#[derive(Clone, Copy, Debug)]
struct Share {
    /// The machines that one text, alone in both starts' reports, gives away.
    linked: f64,
    /// Those that he joins rightly if he also takes any two of what is alike: as many as
    /// there are kinds that occur in both starts.
    guessed: f64,
}

/// What he achieves with each of `rows`, which are of the same reports.
#[expect(clippy::cast_precision_loss, reason = "ten thousand machines")]
fn linked(machines: &[[Machine; 2]], rows: &[&Row]) -> Vec<Share> {
    let mut seen: Vec<Seen> = rows.iter().map(|_| Seen::new()).collect();
    for (number, starts) in machines.iter().enumerate() {
        for (start, machine) in starts.iter().enumerate() {
            let report = sealed(machine, rows[0].host, rows[0].level);
            let stays = what_stays(report).to_string();
            for (row, seen) in rows.iter().zip(&mut seen) {
                seen.entry((row.text)(machine, &stays)).or_default()[start].push(number);
            }
        }
    }
    let alone = |[first, second]: &&[Vec<usize>; 2]| first.len() == 1 && first == second;
    let right = |[first, second]: &[Vec<usize>; 2]| {
        let same = first.iter().filter(|number| second.contains(number)).count();
        same as f64 / first.len().max(second.len()) as f64
    };
    let share = |seen: &Seen| Share {
        linked: seen.values().filter(alone).count() as f64 / machines.len() as f64,
        guessed: seen.values().map(right).sum::<f64>() / machines.len() as f64,
    };
    seen.iter().map(share).collect()
}

/// The share of each of [`ROWS`]; those that are of the same reports on one thread.
fn shares() -> Vec<Share> {
    let machines = &fleet(7);
    let reports = |row: &Row| (row.host, row.level);
    let of_same = |row: &Row| ROWS.iter().filter(|other| reports(other) == reports(row)).collect();
    let mut works: Vec<Vec<&Row>> = ROWS.iter().map(of_same).collect();
    let mut known = HashSet::new();
    works.retain(|rows| known.insert(reports(rows[0])));
    let mut shares = HashMap::new();
    thread::scope(|scope| {
        let start = |rows: &Vec<&'static Row>| {
            let rows = rows.clone();
            scope.spawn(move || {
                rows.iter().map(|row| row.name).zip(linked(machines, &rows)).collect::<Vec<_>>()
            })
        };
        let started: Vec<_> = works.iter().map(start).collect();
        for work in started {
            shares.extend(work.join().expect("it ends well"));
        }
    });
    ROWS.iter().map(|row| shares[row.name]).collect()
}

#[test]
fn less_than_one_machine_in_a_hundred_is_recognised_after_a_restart() {
    let shares = shares();
    assert!(shares[0].linked > 0.9, "the control is caught");
    assert!(shares[1].linked < 0.01, "{shares:?}");
    assert!(shares[4].linked < 0.01, "{shares:?}");
    assert!(shares[1].guessed < 0.01, "{shares:?}");
    let page = include_str!("../../../../docs/privacy.md");
    let lines = ROWS.iter().zip(shares);
    let lines = lines.map(|(row, Share { linked, guessed })| {
        format!("| {} | {:.2} % | {:.2} % |", row.name, linked * 100.0, guessed * 100.0)
    });
    let missing: Vec<_> = lines.filter(|line| page.lines().all(|kept| kept != line)).collect();
    assert!(missing.is_empty(), "docs/privacy.md has not:\n{}", missing.join("\n"));
}

#[test]
fn the_reports_that_are_joined_hold_every_part_of_a_real_one() {
    let [one, other] = fleet(7)[0].each_ref().map(|m| sealed(m, Host::Careful, DetailsLevel::MOST));
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
