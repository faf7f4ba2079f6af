//! The handle of a started telemetry.

use std::{sync::Arc, time::Duration};

use telemetry_anonymize::Anonymized;

#[cfg(feature = "clap")]
use crate::report::{
    Policies,
    budget::{Spent, spent},
};
#[cfg(feature = "http")]
use crate::telemetry::serving::Serving;
use crate::{
    consent::Mode,
    error::Error,
    report::{DetailsLevel, Difference, Identity, Instance, Report, Status, Wanted, difference},
    snapshot::take::snapshot,
    telemetry::{
        builder::TelemetryBuilder,
        work::{Plan, Work},
    },
};

/// A started telemetry: what it would report, whether it does, and the switch to
/// stop it.
///
/// ```
/// use telemetry_core::{Telemetry, consent::Environment, report::DetailsLevel};
///
/// # fn main() -> Result<(), telemetry_core::Error> {
/// let telemetry = Telemetry::builder("mydb", env!("CARGO_PKG_VERSION"))
///     .env_prefix("MYDB")
///     .endpoint("https://telemetry.mydb.example")
///     .environment(Environment::empty().with("MYDB__TELEMETRY_DISABLED", "true"))
///     .start()?;
/// assert!(telemetry.status().to_string().starts_with(
///     "telemetry is off, decided by environment variable MYDB__TELEMETRY_DISABLED"
/// ));
///
/// // Whoever runs the program can look at any time, whatever the mode.
/// let raw = telemetry.report(DetailsLevel::SENT)?;
/// let sealed = telemetry.seal(&raw);
/// assert_eq!(sealed.report_id, raw.report_id);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Telemetry {
    instance: Arc<Instance>,
    /// Stopped when the handle is dropped.
    #[cfg_attr(not(feature = "upload"), expect(dead_code, reason = "kept to be dropped"))]
    pub(super) work: Work,
    #[cfg(feature = "http")]
    pub(super) serving: Serving,
}

/// A host puts the handle into the state that its threads share, whatever the
/// features are.
const _: () = {
    const fn is_shared<T: Send + Sync>() {}
    is_shared::<Telemetry>();
};

impl Telemetry {
    /// Settings of a telemetry for the application `name`, `version`.
    pub fn builder(name: &'static str, version: &'static str) -> TelemetryBuilder {
        TelemetryBuilder::new(name, version)
    }

    pub(super) fn of(instance: Arc<Instance>, work: Work) -> Self {
        Self {
            #[cfg(feature = "http")]
            serving: Serving::of(&instance, &work),
            instance,
            work,
        }
    }

    /// The same with everything at work that was planned.
    pub(super) fn working(self, plan: Plan) -> Result<Self, Error> {
        let work = plan.start(&self.instance)?;
        Ok(Self::of(self.instance, work))
    }

    pub(super) fn instance(&self) -> &Arc<Instance> {
        &self.instance
    }

    /// What telemetry is doing at this moment, and who decided it.
    pub fn status(&self) -> Status {
        Status::of(&self.instance)
    }

    /// How far telemetry goes at this moment; a single load.
    pub fn mode(&self) -> Mode {
        self.instance.parts().consent.mode()
    }

    /// Asks every switch again: one that was turned to off since the start counts
    /// from here on. What was off stays off until the next start.
    pub fn recheck(&self) -> Mode {
        let mode = self.instance.parts().consent.ask_again();
        #[cfg(feature = "upload")]
        if mode == Mode::Off {
            self.work.sending.stop();
        }
        mode
    }

    /// What recording has cost since the start, in time of all threads together: the
    /// recorder's own costs, measured in this process, times the calls.
    ///
    /// ```
    /// # fn main() -> Result<(), telemetry_core::Error> {
    /// let telemetry = telemetry_core::Telemetry::builder("mydb", "1.0").start()?;
    /// assert!(telemetry.overhead() < std::time::Duration::from_secs(1));
    /// # Ok(())
    /// # }
    /// ```
    pub fn overhead(&self) -> Duration {
        snapshot().overhead()
    }

    /// The privacy budget that a start spends on the values that leave with noise, in
    /// all details and each place counted once: the sum of their epsilons; zero if there
    /// are none. Sending them again spends nothing, since the noise is drawn once. What
    /// a report of one level spends, `/telemetry/diff` and the subcommand `preview` tell.
    pub fn privacy_budget(&self) -> f64 {
        self.instance.manifest().epsilon()
    }

    /// The id of this start and the secret that proves it. A forked child has its own;
    /// nothing logs it, so a child that sends a report by itself shows the token to its
    /// operator.
    pub fn identity(&self) -> &Identity {
        self.instance.parts().identity.get()
    }

    /// Turns telemetry off for the rest of this run, an upload in flight and
    /// crashes that wait included. Recording goes on, and so does everything that
    /// stays on the machine.
    pub fn disable(&self) {
        self.instance.parts().consent.disable();
        #[cfg(feature = "upload")]
        self.work.sending.stop();
    }

    /// Turns telemetry off for this run and the ones to come: writes
    /// `telemetry_disabled: true` into the last configuration file that exists,
    /// or into a new `config.yaml`, and gives its path. Nothing else in the file
    /// changes.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidSetting`](crate::ErrorKind::InvalidSetting) without a
    /// configuration directory; [`ErrorKind::Io`](crate::ErrorKind::Io) if the
    /// file cannot be read, changed safely, or written.
    #[cfg(feature = "config")]
    pub fn disable_in_config(&self) -> Result<std::path::PathBuf, Error> {
        self.instance.parts().consent.disable_in_config()
    }

    /// Captures a report as it is, for the eyes of whoever runs the program. This
    /// works in every mode: a look is not a report.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NoEntropy`](crate::ErrorKind::NoEntropy) if the operating
    /// system gives no random bytes for the report's id.
    pub fn report(&self, level: DetailsLevel) -> Result<Report, Error> {
        self.instance.report(Wanted { level, sections: None })
    }

    /// As [`Telemetry::report`], with only the named ones of the application's
    /// sections.
    ///
    /// # Errors
    ///
    /// As [`Telemetry::report`].
    pub fn report_of(&self, level: DetailsLevel, sections: &[&str]) -> Result<Report, Error> {
        self.instance.report(Wanted { level, sections: Some(sections) })
    }

    /// What of `report` may leave the machine: the same capture, anonymized with
    /// this start's secret at the report's details level.
    ///
    /// Whatever sends takes the sealed report and cannot be handed the raw one:
    ///
    /// ```compile_fail,E0308
    /// use telemetry_core::{Anonymized, Telemetry, report::{DetailsLevel, Report}};
    ///
    /// fn send(_: &Anonymized<Report>) {}
    ///
    /// fn leak(telemetry: &Telemetry) -> Result<(), telemetry_core::Error> {
    ///     let raw = telemetry.report(DetailsLevel::SENT)?;
    ///     send(&telemetry.seal(&raw)); // compiles
    ///     send(&raw); // does not
    ///     Ok(())
    /// }
    /// ```
    pub fn seal(&self, report: &Report) -> Anonymized<Report> {
        self.instance.seal(report)
    }

    /// Each value of `report` beside what leaves of it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unserializable`](crate::ErrorKind::Unserializable) if there is
    /// no JSON of it.
    pub fn difference(&self, report: &Report) -> Result<Vec<Difference>, Error> {
        Ok(difference(&report.to_value()?, &self.seal(report).to_value()?))
    }

    /// What each of these values of `report` that leaves with noise spends.
    #[cfg(feature = "clap")]
    pub(crate) fn spent(&self, report: &Report, values: &[Difference]) -> Vec<Spent> {
        spent(values, &Policies::of(&self.instance), report.details_level)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threads_can_share_a_telemetry() {
        fn shared<T: Send + Sync>() {}
        shared::<Telemetry>();
    }
}
