//! Every source x every state, against an oracle that knows only the rules.

use std::{
    io,
    path::{Path, PathBuf},
};

use super::*;
use crate::consent::decision::allowed;

#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    Unset,
    True,
    False,
    Empty,
    Nonsense,
    Unreadable,
}

const STATES: [State; 6] =
    [State::Unset, State::True, State::False, State::Empty, State::Nonsense, State::Unreadable];

/// The value of a variable or option in `state`.
fn value(state: State) -> Option<OsString> {
    match state {
        State::Unset => None,
        State::True => Some("true".into()),
        State::False => Some("false".into()),
        State::Empty => Some("".into()),
        State::Nonsense => Some("maybe".into()),
        State::Unreadable => Some(not_unicode()),
    }
}

#[cfg(unix)]
fn not_unicode() -> OsString {
    use std::os::unix::ffi::OsStringExt;
    OsString::from_vec(vec![b't', 0xff])
}

#[cfg(not(unix))]
fn not_unicode() -> OsString {
    "\u{fffd}".into()
}

fn environment(name: &str, state: State) -> Environment {
    value(state).into_iter().fold(Environment::empty(), |all, value| all.with(name, value))
}

/// A switch must not be on: the rule for every source but CI.
fn says_off(state: State) -> bool {
    !matches!(state, State::Unset | State::False)
}

/// `CI` with any value but a no is a job.
fn is_job(state: State) -> bool {
    !matches!(state, State::Unset | State::False | State::Empty)
}

/// A platform leaves its mark with any value.
fn is_set(state: State) -> bool {
    !matches!(state, State::Unset | State::Empty)
}

fn switches(environment: Environment) -> Switches {
    let mut switches = Switches::new("MYDB".into());
    switches.environment = environment;
    switches.has_endpoint = true;
    switches
}

/// What all sources say when only `name` is set.
fn words_with(name: &str, state: State) -> Vec<Says> {
    switches(environment(name, state)).words().iter().map(|word| word.says).collect()
}

fn words_with_argument(state: State) -> Vec<Says> {
    let mut switches = switches(Environment::empty());
    switches.argument = Argument::from(value(state).as_deref());
    switches.words().iter().map(|word| word.says).collect()
}

/// Configuration files in memory, by path.
struct Memory<'a>(&'a [(&'a str, State)]);

impl Files for Memory<'_> {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let of_path = |entry: &&(&str, State)| Path::new(entry.0) == path;
        match self.0.iter().find(of_path).map_or(State::Unset, |entry| entry.1) {
            State::Unset => Err(io::ErrorKind::NotFound.into()),
            State::True => Ok(b"telemetry_disabled: true".to_vec()),
            State::False => Ok(b"telemetry_disabled: false".to_vec()),
            State::Empty => Ok(b"telemetry_disabled:".to_vec()),
            State::Nonsense => Ok(b"telemetry_disabled: maybe".to_vec()),
            State::Unreadable => Err(io::ErrorKind::PermissionDenied.into()),
        }
    }
}

fn words_of_file(state: State) -> Vec<Says> {
    let mut switches = switches(Environment::empty());
    switches.add_config_dir(Path::new("/config"));
    let files = Memory(&[("/config/config.yaml", state)]);
    switches.config_words(&files).iter().map(|word| word.says).collect()
}

/// What the program itself says.
fn words_of_program(at_most: Mode, managed: bool) -> Vec<Says> {
    let mut switches = switches(Environment::empty());
    switches.at_most = at_most;
    switches.managed_deployment = managed;
    switches.words().iter().map(|word| word.says).collect()
}

/// Silence changes nothing, and the table is long.
fn spoken(words: Vec<Says>) -> Vec<Says> {
    words.into_iter().filter(|says| *says != Says::Nothing).collect()
}

/// Variables, option, file, CI and platform in every state, times what the program
/// says of the mode and of a managed deployment. More files: the test below.
#[test]
fn off_wins_over_every_combination_of_every_source() {
    let read = |words: fn(State) -> Vec<Says>| STATES.map(|state| spoken(words(state)));
    let double = read(|state| words_with("MYDB__TELEMETRY_DISABLED", state));
    let single = read(|state| words_with("MYDB_TELEMETRY_DISABLED", state));
    let do_not_track = read(|state| words_with("DO_NOT_TRACK", state));
    let option = read(words_with_argument);
    let ci = read(|state| words_with("CI", state));
    let platform = read(|state| words_with("K_SERVICE", state));
    let file = read(words_of_file);
    let readings = [&double, &single, &option, &do_not_track, &file, &ci, &platform];
    let mut seen = 0;
    for (at_most, managed) in
        [(Mode::On, false), (Mode::On, true), (Mode::Off, false), (Mode::Off, true)]
    {
        let program = spoken(words_of_program(at_most, managed));
        for case in 0..6_usize.pow(7) {
            let digit = |place| case / 6_usize.pow(place) % 6;
            let at: [usize; 7] = std::array::from_fn(|at| digit(u32::try_from(at).unwrap()));
            let words = readings.iter().zip(at).flat_map(|(reading, state)| &reading[state]);
            let allowed = allowed(program.iter().chain(words).copied());

            let states = at.map(|state| STATES[state]);
            let objects = states[..5].iter().any(|state| says_off(*state)) || at_most == Mode::Off;
            let opted_in = states[..3].contains(&State::False);
            let off_by_default = is_job(states[5]) || is_set(states[6]) || managed;
            let expected = !objects && (opted_in || !off_by_default);
            assert_eq!(allowed, expected, "{states:?} {at_most} {managed}");
            seen += 1;
        }
    }
    assert_eq!(seen, 4 * 279_936);
}

#[test]
fn the_order_of_the_layers_changes_nothing() {
    let paths = ["/a/config.yaml", "/a/production.yaml", "/b.yaml"];
    let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
    for case in 0..6_usize.pow(3) {
        let states = [STATES[case % 6], STATES[case / 6 % 6], STATES[case / 36]];
        let entries: Vec<_> = paths.into_iter().zip(states).collect();
        // The last layer is one that was named: it must be there.
        let off = states.iter().any(|state| says_off(*state)) || states[2] == State::Unset;
        for order in orders {
            let mut switches = switches(Environment::empty());
            for at in order {
                match at {
                    2 => switches.add_config_file(Path::new(paths[2])),
                    _ => switches.layers.add(PathBuf::from(paths[at])),
                }
            }
            let words = switches.config_words(&Memory(&entries));
            let allowed = allowed(words.iter().map(|word| word.says));
            assert_eq!(allowed, !off, "{entries:?} in order {order:?}");
        }
    }
}

#[test]
fn each_variable_decides_alone_and_is_named() {
    for name in ["MYDB__TELEMETRY_DISABLED", "MYDB_TELEMETRY_DISABLED", "DO_NOT_TRACK"] {
        for state in STATES {
            let decision = switches(environment(name, state)).decide();
            assert_eq!(decision.mode() == Mode::Off, says_off(state), "{name} {state:?}");
            if says_off(state) {
                assert_eq!(decision.source().place(), format!("environment variable {name}"));
            }
            let unclear = matches!(state, State::Empty | State::Nonsense | State::Unreadable);
            assert_eq!(decision.warnings().len(), usize::from(unclear), "{name} {state:?}");
            assert!(decision.warnings().iter().all(|warning| warning.contains(name)));
        }
    }
}

#[test]
fn the_option_decides_alone_and_is_named() {
    for state in STATES {
        let mut switches = switches(Environment::empty());
        switches.argument = Argument::from(value(state).as_deref());
        let decision = switches.decide();
        assert_eq!(decision.mode() == Mode::Off, says_off(state), "{state:?}");
        if says_off(state) {
            assert_eq!(decision.source().kind(), SourceKind::Argument);
        }
    }
}

#[test]
fn a_job_is_off_unless_the_operator_opted_in() {
    for state in STATES {
        let job = environment("CI", state);
        let decision = switches(job.clone()).decide();
        assert_eq!(decision.mode() == Mode::Off, is_job(state), "{state:?}");
        let opted_in = switches(job.with("MYDB__TELEMETRY_DISABLED", "false")).decide();
        assert_eq!(opted_in.mode(), Mode::On, "{state:?}");
    }
}

#[test]
fn a_managed_deployment_is_off_unless_the_operator_opted_in() {
    let mut managed = switches(Environment::empty());
    managed.managed_deployment = true;
    let decision = managed.decide();
    assert_eq!(decision.mode(), Mode::Off);
    assert_eq!(decision.source().kind(), SourceKind::ManagedDeployment);
    managed.argument = Argument::from(Some(OsStr::new("false")));
    assert_eq!(managed.decide().mode(), Mode::On);
}

#[test]
fn a_managed_platform_is_off_unless_the_operator_opted_in() {
    for state in STATES {
        let platform = environment("K_SERVICE", state);
        let decision = switches(platform.clone()).decide();
        assert_eq!(decision.mode() == Mode::Off, is_set(state), "{state:?}");
        let opted_in = switches(platform.with("MYDB__TELEMETRY_DISABLED", "false")).decide();
        assert_eq!(opted_in.mode(), Mode::On, "{state:?}");
    }
}

#[test]
fn the_program_can_only_lower_the_mode() {
    for (at_most, expected) in [(Mode::Off, Mode::Off), (Mode::Local, Mode::Local)] {
        let mut open = switches(Environment::empty());
        open.at_most = at_most;
        let decision = open.decide();
        assert_eq!(decision.mode(), expected);
        assert_eq!(decision.source().kind(), SourceKind::Api);
        let mut closed = switches(environment("DO_NOT_TRACK", State::True));
        closed.at_most = at_most;
        assert_eq!(closed.decide().mode(), Mode::Off);
    }
}

#[test]
fn without_an_endpoint_reports_stay_local() {
    let mut switches = switches(environment("MYDB__TELEMETRY_DISABLED", State::False));
    switches.has_endpoint = false;
    let decision = switches.decide();
    assert_eq!(decision.mode(), Mode::Local);
    assert_eq!(decision.source().kind(), SourceKind::NoEndpoint);
}

#[test]
fn a_near_miss_turns_telemetry_off_and_names_the_right_switch() {
    for (name, right) in [
        ("MYDB_TELEMETRY__DISABLED", "MYDB__TELEMETRY_DISABLED"),
        ("mydb__telemetry_disabled", "MYDB__TELEMETRY_DISABLED"),
        ("do_not_track", "DO_NOT_TRACK"),
    ] {
        for state in STATES {
            let decision = switches(environment(name, state)).decide();
            assert_eq!(decision.mode() == Mode::Off, says_off(state), "{name} {state:?}");
            assert_eq!(decision.warnings().len(), usize::from(state != State::Unset));
            assert!(decision.warnings().iter().all(|warning| warning.contains(right)));
        }
    }
}

#[test]
fn a_near_miss_is_no_opt_in() {
    let environment =
        Environment::empty().with("CI", "true").with("mydb__telemetry_disabled", "false");
    assert_eq!(switches(environment).decide().mode(), Mode::Off);
}
