//! Consent while the program runs: it can be withdrawn at any moment and is not
//! given again before the next start.

use std::sync::atomic::{AtomicU8, Ordering};

use parking_lot::Mutex;

use crate::consent::{decision::Decision, mode::Mode, source::Source, switches::Switches};

/// The standing decision of one started telemetry.
#[derive(Debug)]
pub(crate) struct Consent {
    switches: Switches,
    decision: Mutex<Decision>,
    /// The decision's mode, for readers that ask often. Only ever lowered, and
    /// only under the lock.
    mode: AtomicU8,
}

impl Consent {
    /// Asks every source once.
    pub(crate) fn ask(switches: Switches) -> Self {
        let decision = switches.decide();
        let mode = AtomicU8::new(decision.mode() as u8);
        Self { switches, decision: Mutex::new(decision), mode }
    }

    /// Prefix of the environment variables.
    pub(crate) fn prefix(&self) -> &str {
        &self.switches.prefix
    }

    /// How far telemetry goes at this moment.
    pub(crate) fn mode(&self) -> Mode {
        // Acquire pairs with the release in `publish`: who sees the lower mode
        // also sees the decision that explains it.
        Mode::from_index(self.mode.load(Ordering::Acquire))
    }

    /// The decision that stands.
    pub(crate) fn decision(&self) -> Decision {
        self.decision.lock().clone()
    }

    /// The program turns telemetry off for the rest of this run.
    pub(crate) fn disable(&self) {
        let mut standing = self.decision.lock();
        *standing = standing.disabled_by(Source::api("disable() at run time"));
        self.publish(&standing);
    }

    /// Turns telemetry off in the configuration, for later runs too; gives the
    /// file that says so.
    #[cfg(feature = "config")]
    pub(crate) fn disable_in_config(&self) -> Result<std::path::PathBuf, crate::error::Error> {
        let file = self.switches.disable_in_config()?;
        self.disable();
        Ok(file)
    }

    /// Asks every source again: a switch that was turned since the start counts
    /// at once. What was off stays off. Gives the mode from here on.
    pub(crate) fn ask_again(&self) -> Mode {
        if self.mode() > Mode::Off {
            self.lower_to(self.switches.decide());
        }
        self.mode()
    }

    /// Takes `decision` if it allows less than what stands: meanwhile the program
    /// may have said off.
    fn lower_to(&self, decision: Decision) {
        let mut standing = self.decision.lock();
        if decision.mode() < standing.mode() {
            *standing = decision;
            self.publish(&standing);
        }
    }

    fn publish(&self, standing: &Decision) {
        self.mode.store(standing.mode() as u8, Ordering::Release);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::consent::{environment::Environment, source::SourceKind};

    fn consent(environment: Environment) -> Consent {
        let mut switches = Switches::new("MYDB".into());
        switches.environment = environment;
        switches.has_endpoint = true;
        Consent::ask(switches)
    }

    #[test]
    fn disabling_holds_for_the_rest_of_the_run() {
        let consent = consent(Environment::empty());
        assert_eq!(consent.mode(), Mode::On);
        consent.disable();
        assert_eq!(consent.mode(), Mode::Off);
        assert_eq!(consent.ask_again(), Mode::Off);
        assert_eq!(consent.decision().source().kind(), SourceKind::Api);
    }

    #[test]
    fn a_decision_made_before_the_program_said_off_comes_too_late() {
        let consent = consent(Environment::empty());
        let open = consent.switches.decide();
        consent.disable();
        consent.lower_to(open);
        assert_eq!((consent.mode(), consent.decision().mode()), (Mode::Off, Mode::Off));
    }

    #[test]
    fn disabling_what_is_off_keeps_the_first_reason() {
        let consent = consent(Environment::empty().with("DO_NOT_TRACK", "1"));
        consent.disable();
        let decision = consent.decision();
        assert_eq!(decision.source().kind(), SourceKind::Api);
        assert_eq!(decision.also()[0].kind(), SourceKind::Environment);
    }

    #[cfg(feature = "config")]
    #[test]
    fn a_switch_turned_in_a_file_while_running_counts_and_cannot_be_taken_back() {
        let folder = std::env::temp_dir().join(format!("telemetry-recheck-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("the temporary folder is writable");
        let file = folder.join("config.yaml");
        let mut switches = Switches::new("MYDB".into());
        switches.environment = Environment::empty();
        switches.has_endpoint = true;
        switches.add_config_dir(&folder);
        let consent = Consent::ask(switches);
        assert_eq!(consent.ask_again(), Mode::On);
        std::fs::write(&file, "telemetry_disabled: true\n").expect("the folder is writable");
        assert_eq!(consent.ask_again(), Mode::Off);
        std::fs::write(&file, "telemetry_disabled: false\n").expect("the folder is writable");
        assert_eq!(consent.ask_again(), Mode::Off);
        std::fs::remove_dir_all(&folder).expect("the folder was ours");
    }
}
