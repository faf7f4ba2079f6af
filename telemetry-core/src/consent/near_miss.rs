//! Switches that are nearly right: wrong case, one underscore too many, words
//! swapped. Whoever wrote one did not want to be reported, so it counts, and a
//! warning says how to write it.

use std::ffi::OsStr;

use crate::consent::{
    source::Source,
    statement::{Says, Statement, read_switch},
};

/// What a nearly right name is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sense {
    /// A yes turns telemetry off.
    Disables,
    /// A no turns telemetry off.
    Enables,
}

const SWITCH: &str = "telemetrydisabled";
const SWAPPED: [&str; 4] = ["disabletelemetry", "notelemetry", "telemetryoff", "telemetryoptout"];
const INVERSE: [&str; 5] =
    ["telemetryenabled", "enabletelemetry", "telemetryenable", "telemetry", "telemetryon"];

/// Typing errors forgiven inside the switch's name.
const TYPOS: usize = 2;

/// Whether the variable `name` was meant as a switch of the application with
/// `prefix`. An exact name is its own nearest miss: ask only about others.
pub(super) fn variable(prefix: &str, name: &str) -> Option<Sense> {
    let name = squash(name);
    if name == SWITCH {
        return Some(Sense::Disables);
    }
    name.strip_prefix(&squash(prefix)).and_then(switch)
}

/// Whether the variable `name` was meant as `DO_NOT_TRACK`.
pub(super) fn is_do_not_track(name: &str) -> bool {
    squash(name) == "donottrack"
}

/// Whether a key of a configuration file, given with the keys around it
/// (`service.telemetry-disabled`), was meant as the switch.
#[cfg(feature = "config")]
pub(super) fn key(path: &str) -> Option<Sense> {
    // `telemetry: jaeger` deep inside is about something else: words that turn
    // telemetry on count at the top only.
    let last = squash(path.rsplit('.').next().unwrap_or(path));
    switch(&squash(path)).or_else(|| switch(&last).filter(|sense| *sense == Sense::Disables))
}

/// What a nearly right switch says, with a warning that names the `right` one.
///
/// It can turn telemetry off and never on: an opt-in is written correctly.
pub(super) fn statement(source: Source, sense: Sense, value: &OsStr, right: &str) -> Statement {
    let harmless = match (sense, read_switch(value)) {
        (Sense::Disables, Ok(yes)) => !yes,
        (Sense::Enables, Ok(yes)) => yes,
        (_, Err(_)) => false,
    };
    let (says, effect) = if harmless {
        (Says::Nothing, "it is not read")
    } else {
        (Says::Off, "it is taken as a wish to turn telemetry off")
    };
    let warning = Some(format!("{source} looks like `{right}`: {effect}; write `{right}`"));
    Statement { source, says, warning }
}

fn switch(name: &str) -> Option<Sense> {
    if INVERSE.contains(&name) {
        return Some(Sense::Enables);
    }
    let near = name.ends_with(SWITCH) || SWAPPED.contains(&name) || distance(name, SWITCH) <= TYPOS;
    near.then_some(Sense::Disables)
}

/// Letters and digits only, in lower case.
fn squash(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// Insertions, deletions and replacements from `a` to `b`.
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.bytes().enumerate() {
            let replaced = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_that_people_write_by_mistake_are_seen() {
        for name in [
            "MYDB_TELEMETRY__DISABLED",
            "mydb__telemetry_disabled",
            "MyDb_Telemetry_Disabled",
            "MYDB-TELEMETRY-DISABLED",
            "MYDB__TELEMETRY_DISABLE",
            "MYDB__TELEMETY_DISABLED",
            "MYDB_DISABLE_TELEMETRY",
            "MYDB_NO_TELEMETRY",
            "MYDB__SERVICE__TELEMETRY_DISABLED",
            "TELEMETRY_DISABLED",
        ] {
            assert_eq!(variable("MYDB", name), Some(Sense::Disables), "{name}");
        }
        for name in ["MYDB_TELEMETRY", "MYDB__TELEMETRY_ENABLED", "MYDB_ENABLE_TELEMETRY"] {
            assert_eq!(variable("MYDB", name), Some(Sense::Enables), "{name}");
        }
    }

    #[test]
    fn the_switch_for_all_programs_is_seen_in_any_spelling() {
        for name in ["do_not_track", "DONOTTRACK", "Do-Not-Track"] {
            assert!(is_do_not_track(name), "{name}");
        }
        assert!(!is_do_not_track("DO_NOT_TRACK_ME"));
    }

    #[test]
    fn other_names_are_left_alone() {
        for name in [
            "PATH",
            "MYDB_HOST",
            "MYDB__TELEMETRY_ENDPOINT",
            "MYDB__TELEMETRY_INTERVAL",
            "OTHERDB__TELEMETRY_DISABLED",
            "MYDBX__TELEMETRY_SALT",
            "OTEL_SDK_DISABLED",
        ] {
            assert_eq!(variable("MYDB", name), None, "{name}");
        }
    }

    #[cfg(feature = "config")]
    #[test]
    fn keys_that_people_write_by_mistake_are_seen() {
        for path in [
            "Telemetry_Disabled",
            "telemetry-disabled",
            "telemetryDisabled",
            "telemetry.disabled",
            "service.telemetry_disabled",
        ] {
            assert_eq!(key(path), Some(Sense::Disables), "{path}");
        }
        assert_eq!(key("telemetry.enabled"), Some(Sense::Enables));
        assert_eq!(key("service.host"), None);
        assert_eq!(key("exporters.telemetry"), None);
    }

    proptest! {
        #[test]
        fn case_and_separators_hide_no_switch(
            flips in prop::collection::vec(any::<bool>(), 22),
            gaps in prop::collection::vec("[-_.]{0,3}", 22),
        ) {
            let mut name = String::new();
            for ((letter, upper), gap) in "mydbtelemetrydisabled".chars().zip(flips).zip(&gaps) {
                name.push(if upper { letter.to_ascii_uppercase() } else { letter });
                name.push_str(gap);
            }
            prop_assert_eq!(variable("MYDB", &name), Some(Sense::Disables));
        }

        #[test]
        fn a_typing_error_in_the_switch_hides_nothing(
            at in 0..SWITCH.len(),
            typed in prop::char::range('a', 'z'),
            replaces in any::<bool>(),
        ) {
            let mut switch = SWITCH.to_owned();
            let end = if replaces { at + 1 } else { at };
            switch.replace_range(at..end, &typed.to_string());
            prop_assert_eq!(variable("MYDB", &format!("MYDB_{switch}")), Some(Sense::Disables));
        }
    }

    #[test]
    fn distance_counts_single_letters() {
        assert_eq!(distance("telemetry", "telemetry"), 0);
        assert_eq!(distance("telemety", "telemetry"), 1);
        assert_eq!(distance("enabled", "disabled"), 3);
        assert_eq!(distance("", "abc"), 3);
    }
}
