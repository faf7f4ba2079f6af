//! Settings of a [`Telemetry`], with their defaults in one place.

#[cfg(feature = "config")]
use std::path::Path;
use std::path::PathBuf;

use serde::Serialize;
use telemetry_anonymize::{Anonymize, Anonymizer, manifest::Manifest};

use crate::{
    consent::{Argument, Consent, Environment, Mode, Switches},
    error::{Error, ErrorKind},
    identity::OwnIdentity,
    report::{App, DetailsLevel, Instance, Parts, Section, SectionSource, description},
    telemetry::{handle::Telemetry, notice, settings, work::Plan},
};

/// Settings of a [`Telemetry`]; [`TelemetryBuilder::start`] checks them.
#[derive(Debug)]
#[must_use = "call `start` to start telemetry"]
pub struct TelemetryBuilder {
    app: App,
    switches: Switches,
    anonymizer: Anonymizer,
    endpoint: Option<String>,
    details_level: DetailsLevel,
    storage: Option<PathBuf>,
    configuration: Option<Section>,
    describe_configuration: description::DescribeConfiguration,
    sections: Vec<SectionSource>,
    pub(super) plan: Plan,
}

impl TelemetryBuilder {
    pub(super) fn new(name: &'static str, version: &'static str) -> Self {
        Self {
            app: App { name, version, features: Vec::new() },
            switches: Switches::new(settings::prefix_of(name)),
            anonymizer: Anonymizer::new(),
            endpoint: None,
            details_level: DetailsLevel::SENT,
            storage: None,
            configuration: None,
            describe_configuration: |manifest| manifest,
            sections: Vec::new(),
            plan: Plan::default(),
        }
    }

    /// The features that the application was compiled with; they leave from details
    /// level 3. Default: none.
    ///
    /// ```
    /// # use telemetry_core::Telemetry;
    /// let builder = Telemetry::builder("mydb", "1.0")
    ///     .features([("gpu", cfg!(feature = "gpu")), ("simd", true)]);
    /// ```
    pub fn features(mut self, features: impl IntoIterator<Item = (&'static str, bool)>) -> Self {
        let compiled = features.into_iter().filter(|(_, is_compiled)| *is_compiled);
        self.app.features.extend(compiled.map(|(name, _)| name));
        self
    }

    /// Prefix of the environment variables: `MYDB` for
    /// `MYDB__TELEMETRY_DISABLED`. Default: the application's name in upper case,
    /// with `_` for what is neither letter nor digit.
    pub fn env_prefix(mut self, prefix: &str) -> Self {
        prefix.clone_into(&mut self.switches.prefix);
        self
    }

    /// Where environment variables are read. Default: those of the process.
    pub fn environment(mut self, environment: Environment) -> Self {
        self.switches.environment = environment;
        self
    }

    /// Reads `telemetry_disabled` in `config.yaml` and `production.yaml` of
    /// `directory`, each by itself. A relative directory is looked for in the
    /// working directory and beside the program. Default: none.
    #[cfg(feature = "config")]
    pub fn config_dir(mut self, directory: impl AsRef<Path>) -> Self {
        self.switches.add_config_dir(directory.as_ref());
        self
    }

    /// Reads `telemetry_disabled` in one more configuration file, which must be
    /// there. Default: none.
    #[cfg(feature = "config")]
    pub fn config_file(mut self, path: impl AsRef<Path>) -> Self {
        self.switches.add_config_file(path.as_ref());
        self
    }

    /// What the command line said of `--disable-telemetry`: a `bool`, or (feature
    /// `clap`) `&TelemetryArgs`. Default: nothing.
    pub fn args(mut self, argument: impl Into<Argument>) -> Self {
        self.switches.argument = argument.into();
        self
    }

    /// The furthest mode that the application itself wants. Default: on.
    pub fn at_most(mut self, mode: Mode) -> Self {
        self.switches.at_most = mode;
        self
    }

    /// Says that the application's vendor operates this deployment: telemetry is
    /// off unless the operator opts in. Default: only the platforms that are
    /// recognized.
    pub fn managed_deployment(mut self, managed: bool) -> Self {
        self.switches.managed_deployment = managed;
        self
    }

    /// Where reports are sent, as `https://telemetry.mydb.example`. Default:
    /// nowhere, so the mode is [`Mode::Local`] at most.
    pub fn endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.endpoint = Some(endpoint.into());
        self
    }

    /// How much of a report is sent. Default: [`DetailsLevel::SENT`].
    pub fn details_level(mut self, level: DetailsLevel) -> Self {
        self.details_level = level;
        self
    }

    /// Where the application stores its data; the report has the kind and the
    /// size of the disk there. Default: the working directory.
    pub fn storage_path(mut self, path: impl Into<PathBuf>) -> Self {
        self.storage = Some(path.into());
        self
    }

    /// The application's settings, in the report from details level 2. They are
    /// written here and now, so a later change does not show, and under the key of this
    /// process: the reports of a forked child say `{"failed": "other_key"}` in their
    /// place. Default: none.
    pub fn configuration<T: Serialize + Anonymize>(mut self, settings: &T) -> Self {
        self.configuration = Some(Section::of_lent(settings, &self.anonymizer));
        self.describe_configuration = description::configuration::<T>;
        self
    }

    /// A section of the report from details level 1: `capture` is called for
    /// each report and each look at one, on whatever thread that happens. A panic
    /// in it becomes a failed section. Default: none.
    pub fn section<T, F>(self, name: &'static str, capture: F) -> Self
    where
        T: Serialize + Anonymize + Send + Sync + 'static,
        F: Fn() -> T + Send + Sync + 'static,
    {
        self.section_at(DetailsLevel::SECTIONS, name, capture)
    }

    /// As [`TelemetryBuilder::section`], from another details level.
    pub fn section_at<T, F>(mut self, level: DetailsLevel, name: &'static str, capture: F) -> Self
    where
        T: Serialize + Anonymize + Send + Sync + 'static,
        F: Fn() -> T + Send + Sync + 'static,
    {
        self.sections.push(SectionSource::new(level, name, capture));
        self
    }

    /// Sends metrics to the operator's own OpenTelemetry receiver, unless
    /// telemetry is off. Default: none.
    ///
    /// In [`Mode::Local`] too: there it is the vendor that gets nothing.
    #[cfg(feature = "otlp")]
    pub fn otlp(mut self, exporter: crate::export::otlp::ExporterBuilder) -> Self {
        self.plan.otlp = Some(exporter);
        self
    }

    /// Everything that a report of this telemetry can hold: each path with its
    /// type, policy, reason and level. From it come the page that a vendor
    /// publishes, the lock file and the JSON Schema.
    pub fn manifest(&self) -> Manifest {
        description::of_report(self.describe_configuration, &self.sections)
    }

    /// Asks for consent, says what follows (a log line; on a terminal also a line
    /// on stderr, once, if anything will be sent), and starts what was consented
    /// to.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidSetting`] if the name, the prefix or the endpoint is
    /// not usable or two sections have one name;
    /// [`ErrorKind::NoEntropy`] if the operating system gives no random bytes;
    /// [`ErrorKind::Io`] if it starts no thread.
    pub fn start(self) -> Result<Telemetry, Error> {
        let plan = self.plan.clone();
        let telemetry = self.inspect()?;
        notice::give(telemetry.instance());
        telemetry.working(plan)
    }

    /// The same telemetry to look at, as a command such as `mydb telemetry
    /// status` does: it logs nothing and will never send anything.
    ///
    /// # Errors
    ///
    /// As [`TelemetryBuilder::start`].
    pub fn inspect(mut self) -> Result<Telemetry, Error> {
        self.check()?;
        self.switches.has_endpoint = self.endpoint.is_some();
        let environment = self.switches.environment.clone();
        let work = self.plan.idle();
        let instance = Instance::new(Parts {
            app: self.app,
            identity: OwnIdentity::draw()?,
            consent: Consent::ask(self.switches),
            anonymizer: self.anonymizer,
            environment,
            endpoint: self.endpoint,
            details_level: self.details_level,
            storage: self.storage,
            configuration: self.configuration,
            describe_configuration: self.describe_configuration,
            sections: self.sections,
        });
        Ok(Telemetry::of(instance, work))
    }

    fn check(&self) -> Result<(), Error> {
        settings::check_name(self.app.name)?;
        settings::check_prefix(&self.switches.prefix)?;
        self.endpoint.as_deref().map_or(Ok(()), settings::check_endpoint)?;
        self.plan.check()?;
        let mut names: Vec<_> = self.sections.iter().map(|section| section.name).collect();
        names.sort_unstable();
        match names.windows(2).find(|pair| pair[0] == pair[1]) {
            None => Ok(()),
            Some(pair) => {
                let place = format!("two sections are named {:?}", pair[0]);
                Err(Error::new(ErrorKind::InvalidSetting, place))
            }
        }
    }
}
