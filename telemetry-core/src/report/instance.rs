//! What one started telemetry knows: shared by its handle, the endpoints, the
//! exporters and the uploader.

use std::{
    path::PathBuf,
    sync::{Arc, OnceLock},
};

use telemetry_anonymize::{Anonymized, Anonymizer, manifest::Manifest};
use uuid::{Builder, Uuid};

use crate::{
    consent::{Consent, Environment},
    error::{Error, ErrorKind},
    identity::OwnIdentity,
    report::{
        app::App,
        description::{self, DescribeConfiguration},
        details::DetailsLevel,
        performance::Performance,
        report::{Report, SCHEMA_VERSION},
        section::{Section, SectionSource},
        system::System,
    },
    snapshot::take::snapshot,
};

/// The parts an instance is made of, as the builder gathered them.
#[derive(Debug)]
pub(crate) struct Parts {
    pub(crate) app: App,
    pub(crate) identity: OwnIdentity,
    pub(crate) consent: Consent,
    pub(crate) anonymizer: Anonymizer,
    pub(crate) environment: Environment,
    pub(crate) endpoint: Option<String>,
    /// The level of what is sent.
    pub(crate) details_level: DetailsLevel,
    pub(crate) storage: Option<PathBuf>,
    pub(crate) configuration: Option<Section>,
    pub(crate) describe_configuration: DescribeConfiguration,
    pub(crate) sections: Vec<SectionSource>,
}

/// What one started telemetry knows.
#[derive(Debug)]
pub(crate) struct Instance {
    parts: Parts,
    /// Read at the first report: a start must not wait for it.
    system: OnceLock<System>,
}

/// What a report is asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wanted<'a> {
    pub(crate) level: DetailsLevel,
    /// Only these of the application's sections; all if nothing is said.
    pub(crate) sections: Option<&'a [&'a str]>,
}

impl Instance {
    pub(crate) fn new(parts: Parts) -> Arc<Self> {
        Arc::new(Self { parts, system: OnceLock::new() })
    }

    pub(crate) fn parts(&self) -> &Parts {
        &self.parts
    }

    /// Everything that the reports can hold.
    pub(crate) fn manifest(&self) -> Manifest {
        description::of_report(self.parts.describe_configuration, &self.parts.sections)
    }

    /// The machine, read once.
    pub(crate) fn system(&self) -> &System {
        let Parts { storage, environment, .. } = &self.parts;
        self.system.get_or_init(|| System::read(storage.as_deref(), environment))
    }

    /// Captures a report: asks the sections, reads the recorder.
    ///
    /// This is a look at the instance and no matter of consent: who may look and
    /// what may be sent is decided by the caller.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NoEntropy`] if there are no random bytes for its id.
    pub(crate) fn report(&self, wanted: Wanted<'_>) -> Result<Report, Error> {
        let from = |level| wanted.level >= level;
        let configuration = self.parts.configuration.as_ref();
        let named = |name| wanted.sections.is_none_or(|sections| sections.contains(&name));
        let sections = self.parts.sections.iter().filter(|s| from(s.level) && named(s.name));
        Ok(Report {
            schema_version: SCHEMA_VERSION,
            report_id: random_id()?,
            sequence: 0,
            id: self.parts.identity.get().id(),
            details_level: wanted.level,
            app: self.parts.app.clone().at(wanted.level),
            system: from(DetailsLevel::SYSTEM).then(|| self.system().clone()),
            configuration: configuration.filter(|_| from(DetailsLevel::CONFIGURATION)).cloned(),
            sections: sections.map(|source| (source.name, source.capture())).collect(),
            performance: from(DetailsLevel::COUNTS)
                .then(|| Performance::of(&snapshot(), wanted.level)),
        })
    }

    /// What of `report` may leave.
    pub(crate) fn seal(&self, report: &Report) -> Anonymized<Report> {
        self.parts.anonymizer.at_level(report.details_level.get()).seal(report)
    }
}

fn random_id() -> Result<Uuid, Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)
        .map_err(|cause| Error::new(ErrorKind::NoEntropy, "report id").because(cause))?;
    Ok(Builder::from_random_bytes(bytes).into_uuid())
}
