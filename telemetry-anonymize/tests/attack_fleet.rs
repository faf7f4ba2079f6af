//! The attacker who holds the reports of a fleet's two starts and joins them by
//! everything that does not change: how many machines does he recognise?
//!
//! `cargo test -p telemetry-anonymize --test attack_fleet -- --nocapture` prints
//! the table of docs/privacy.md.

#[path = "attack/fleet.rs"]
mod fleet;

use std::collections::HashMap;

use fleet::{MACHINES, Machine, fleet};
use telemetry_anonymize::{Anonymize, Anonymizer, Apply, rules::Class};

/// A policy: what of a machine stands in a report, as one text.
type Policy = fn(&Machine) -> String;

fn class(value: u64, base: u32) -> u64 {
    value.apply(&Class { log2_base: base.trailing_zeros() }, &Anonymizer::process())
}

/// The seed vendor's: exact KiB, models, versions. What the database holds moves
/// between two starts, and an attacker who joins leaves it out.
fn vendor(m: &Machine) -> String {
    let (ram_kib, disk_kib) = (m.ram_bytes / 1024, m.disk_bytes / 1024);
    format!(
        "{} {} {} {ram_kib} {disk_kib} {} {} {}",
        m.architecture, m.cpu_model, m.cores, m.distribution, m.container, m.version
    )
}

/// Facts of the system as powers of two, versions to the minor.
fn powers_of_two(m: &Machine) -> String {
    format!(
        "{} {} {} {} {} {} {} {} {} {}",
        m.architecture,
        m.cpu_family,
        m.level,
        class(m.cores, 2),
        class(m.ram_bytes, 2),
        class(m.disk_bytes, 2),
        m.disk_kind,
        m.distribution,
        m.container,
        minor(&m.version)
    )
}

/// The same, and the kernel's minor version.
fn powers_of_two_and_kernel(m: &Machine) -> String {
    format!("{} {}", powers_of_two(m), minor(&m.kernel))
}

/// The same, and what the database holds, rounded.
fn powers_of_two_and_rounded(m: &Machine) -> String {
    format!("{} {} {}", powers_of_two(m), m.collections.anonymize(), m.vectors.anonymize())
}

/// The system alone, in the classes that a default report needs: sizes as powers
/// of 16, the version to the minor, the family of the distribution.
fn coarse(m: &Machine) -> String {
    format!(
        "{} {} {} {} {}",
        m.architecture,
        class(m.cores, 16),
        class(m.ram_bytes, 16),
        class(m.disk_bytes, 16),
        minor(&m.version)
    )
}

/// The same, and the size of what the database holds as a power of 65536.
fn coarse_and_size(m: &Machine) -> String {
    format!("{} {}", coarse(m), class(m.vectors, 65536))
}

fn minor(version: &str) -> &str {
    version.rsplit_once('.').map_or(version, |(minor, _)| minor)
}

/// The share of machines that one text, alone in both starts' reports, gives away.
#[expect(clippy::cast_precision_loss, reason = "ten thousand machines")]
fn linked(machines: &[(Machine, Machine)], policy: Policy) -> f64 {
    let mut seen: HashMap<String, (Vec<usize>, Vec<usize>)> = HashMap::new();
    for (number, (first, second)) in machines.iter().enumerate() {
        seen.entry(policy(first)).or_default().0.push(number);
        seen.entry(policy(second)).or_default().1.push(number);
    }
    let alone = |(first, second): &&(Vec<usize>, Vec<usize>)| first.len() == 1 && first == second;
    seen.values().filter(alone).count() as f64 / MACHINES as f64
}

#[test]
fn two_starts_of_one_machine_are_not_joined() {
    let machines = fleet(7);
    let rows: [(&str, Policy); 6] = [
        ("the seed vendor's policy: exact sizes and models", vendor),
        ("powers of two, and the database's numbers rounded", powers_of_two_and_rounded),
        ("powers of two, and the kernel", powers_of_two_and_kernel),
        ("powers of two", powers_of_two),
        ("powers of 16, and the database's size as a power of 65536", coarse_and_size),
        ("powers of 16", coarse),
    ];
    let shares = rows.map(|(name, policy)| (name, linked(&machines, policy)));
    println!("| what a report tells of its machine | machines re-linked |\n|---|---|");
    for (name, share) in shares {
        println!("| {name} | {:.2} % |", share * 100.0);
    }
    assert!(shares[0].1 > 0.9, "the control is caught");
    assert!(shares[4].1 < 0.01 && shares[5].1 < 0.01, "ours are not: {shares:?}");
}
