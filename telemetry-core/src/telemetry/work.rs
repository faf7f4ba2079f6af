//! What a telemetry does by itself, in the background.

use std::sync::Arc;

#[cfg(feature = "http")]
use crate::http::Gate;
#[cfg(feature = "upload")]
use crate::telemetry::sending::{Sending, SendingSettings};
#[cfg(feature = "otlp")]
use crate::{
    consent::Mode,
    error::ErrorKind,
    export::otlp::{Exporter, ExporterBuilder},
};
use crate::{error::Error, report::Instance};

/// What is to be started.
#[derive(Clone, Debug, Default)]
pub(super) struct Plan {
    #[cfg(feature = "otlp")]
    pub(super) otlp: Option<ExporterBuilder>,
    #[cfg(feature = "upload")]
    pub(super) sending: SendingSettings,
    #[cfg(feature = "http")]
    pub(super) gate: Gate,
}

/// What was started; it stops when this is dropped.
#[derive(Debug, Default)]
pub(super) struct Work {
    #[cfg(feature = "otlp")]
    _otlp: Option<Exporter>,
    #[cfg(feature = "upload")]
    pub(super) sending: Sending,
    #[cfg(feature = "http")]
    pub(super) gate: Gate,
}

/// Everything ends at the same time, so that two that are slow do not add up.
#[cfg(feature = "upload")]
impl Drop for Work {
    fn drop(&mut self) {
        self.sending.uploader.as_ref().map(crate::upload::Uploader::begin_end);
    }
}

impl Plan {
    /// Whether everything can be used.
    #[cfg_attr(
        not(feature = "otlp"),
        expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "the plan is empty")
    )]
    pub(super) fn check(&self) -> Result<(), Error> {
        #[cfg(feature = "otlp")]
        self.otlp.as_ref().map_or(Ok(()), ExporterBuilder::check)?;
        Ok(())
    }

    /// Nothing at work, for a look at telemetry: what an operator asks for by
    /// hand is still done as planned.
    #[cfg_attr(
        not(any(feature = "upload", feature = "http")),
        expect(clippy::unused_self, reason = "the plan is empty")
    )]
    pub(super) fn idle(&self) -> Work {
        Work {
            #[cfg(feature = "otlp")]
            _otlp: None,
            #[cfg(feature = "upload")]
            sending: Sending::nothing(self.sending.upload.clone()),
            #[cfg(feature = "http")]
            gate: self.gate.clone(),
        }
    }

    /// Starts what consent allows for.
    #[cfg_attr(
        not(any(feature = "otlp", feature = "upload")),
        expect(unused_variables, clippy::unnecessary_wraps, reason = "nothing can be started")
    )]
    #[cfg_attr(
        not(any(feature = "otlp", feature = "upload", feature = "http")),
        expect(clippy::unused_self, reason = "the plan is empty")
    )]
    pub(super) fn start(self, instance: &Arc<Instance>) -> Result<Work, Error> {
        Ok(Work {
            #[cfg(feature = "otlp")]
            _otlp: self.otlp.map_or(Ok(None), |exporter| start_otlp(exporter, instance))?,
            #[cfg(feature = "upload")]
            sending: Sending::start(instance, &self.sending)?,
            #[cfg(feature = "http")]
            gate: self.gate,
        })
    }
}

#[cfg(feature = "otlp")]
fn start_otlp(
    exporter: ExporterBuilder,
    instance: &Arc<Instance>,
) -> Result<Option<Exporter>, Error> {
    if instance.parts().consent.mode() == Mode::Off {
        return Ok(None);
    }
    let app = &instance.parts().app;
    let exporter = exporter.service(app.name, app.version);
    let consent = Arc::clone(instance);
    Exporter::start(exporter, move || consent.parts().consent.mode() > Mode::Off)
        .map(Some)
        .map_err(|cause| Error::new(ErrorKind::Io, "OTLP thread").because(cause))
}
