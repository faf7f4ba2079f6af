//! What a started telemetry sends with: the panic hook and the uploader, as far as
//! the mode goes.

use std::{path::PathBuf, sync::Arc, time::Duration};

use crate::{
    consent::{Environment, Mode},
    crash::{hook, recorder::CrashRecorder, spool::Spool},
    error::Error,
    report::Instance,
    upload::{UploadSettings, Uploader, View},
};

/// Settings of the uploader and of the crash spool.
#[derive(Clone, Debug, Default)]
pub(super) struct SendingSettings {
    pub(super) upload: UploadSettings,
    pub(super) spool_folder: Option<PathBuf>,
}

/// What a started telemetry sends with. Dropping it ends it in bounded time.
#[derive(Debug, Default)]
pub(super) struct Sending {
    pub(super) settings: UploadSettings,
    pub(super) uploader: Option<Uploader>,
    pub(super) crashes: Option<Arc<CrashRecorder>>,
}

impl Sending {
    /// For a look at telemetry that was not started.
    pub(super) fn nothing(settings: UploadSettings) -> Self {
        Self { settings, uploader: None, crashes: None }
    }

    /// Starts what the mode allows: with `off` nothing, and crashes of earlier
    /// runs are removed; with `local` crashes stay in memory.
    pub(super) fn start(
        instance: &Arc<Instance>,
        settings: &SendingSettings,
    ) -> Result<Self, Error> {
        let parts = instance.parts();
        let spool = spool(settings, parts.app.name, &parts.environment);
        let mut sending = Self::nothing(settings.upload.clone());
        let mode = parts.consent.mode();
        if mode == Mode::Off {
            spool.inspect(Spool::purge);
            return Ok(sending);
        }
        let spool = spool.filter(|_| mode == Mode::On);
        let crashes = Arc::new(CrashRecorder::new(parts.app.name, parts.app.version, spool));
        match parts.endpoint.as_deref().filter(|_| mode == Mode::On) {
            Some(endpoint) => {
                let uploader = Uploader::start(instance, endpoint, &settings.upload, &crashes)?;
                sending.uploader = Some(uploader);
            }
            None => crashes.arm(Duration::ZERO),
        }
        hook::install(Arc::clone(&crashes));
        sending.crashes = Some(crashes);
        Ok(sending)
    }

    /// A look at the uploader, if there is one.
    pub(super) fn view(&self) -> Option<View> {
        self.uploader.as_ref().map(Uploader::view)
    }

    /// Stops for good: no upload goes on, no panic is recorded, no crash waits.
    pub(super) fn stop(&self) {
        if let Some(uploader) = &self.uploader {
            uploader.abort();
        }
        if let Some(crashes) = &self.crashes {
            hook::uninstall(crashes);
            crashes.disarm_and_forget();
        }
    }
}

impl Drop for Sending {
    fn drop(&mut self) {
        if let Some(crashes) = &self.crashes {
            hook::uninstall(crashes);
            // First: its thread may be about to open the slot.
            drop(self.uploader.take());
            #[cfg(all(feature = "crash-signals", unix))]
            crashes.close_slot();
        }
    }
}

/// Where crashes wait: the folder that was named, or the one that the system
/// keeps for the state of programs. Without either they do not outlive the
/// process; a folder that others can write to is no place for them.
fn spool(settings: &SendingSettings, app: &str, environment: &Environment) -> Option<Spool> {
    if let Some(folder) = &settings.spool_folder {
        return Some(Spool::at(folder));
    }
    let variable =
        |name: &str| environment.get(name).map(PathBuf::from).filter(|folder| folder.is_absolute());
    let state = variable("XDG_STATE_HOME")
        .or_else(|| variable("HOME").map(|home| home.join(".local/state")))
        .or_else(|| variable("LOCALAPPDATA"))?;
    let name: String =
        app.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    Some(Spool::at(state.join(name).join("crashes")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crashes_wait_in_the_state_folder_or_nowhere() {
        let settings = SendingSettings::default();
        let found = |environment: Environment| {
            spool(&settings, "My DB", &environment).map(|spool| spool.folder().to_owned())
        };
        let home = Environment::empty().with("HOME", "/home/mydb");
        assert_eq!(found(Environment::empty()), None);
        assert_eq!(found(Environment::empty().with("HOME", "relative")), None);
        assert_eq!(found(home.clone()), Some("/home/mydb/.local/state/My-DB/crashes".into()));
        assert_eq!(
            found(home.with("XDG_STATE_HOME", "/var/lib")),
            Some("/var/lib/My-DB/crashes".into())
        );
    }
}
