//! Every place that is asked for consent, gathered by the builder.

use std::ffi::{OsStr, OsString};

use crate::consent::{
    argument::Argument,
    decision::Decision,
    environment::{Environment, same_name},
    mode::Mode,
    near_miss::{self, Sense},
    source::{Source, SourceKind},
    statement::{Says, Statement},
    variables,
};
#[cfg(feature = "config")]
use crate::consent::{
    config,
    files::{Disk, Files},
    layers::Layers,
};

/// Every place that is asked for consent. [`Switches::decide`] looks at the
/// world as it is at that moment.
#[derive(Clone, Debug)]
pub(crate) struct Switches {
    pub(crate) environment: Environment,
    /// Of the environment variables, as `MYDB`.
    pub(crate) prefix: String,
    pub(crate) argument: Argument,
    /// What the program itself wants at most.
    pub(crate) at_most: Mode,
    pub(crate) managed_deployment: bool,
    pub(crate) has_endpoint: bool,
    #[cfg(feature = "config")]
    layers: Layers,
}

impl Switches {
    pub(crate) fn new(prefix: String) -> Self {
        Self {
            environment: Environment::of_process(),
            prefix,
            argument: Argument::absent(),
            at_most: Mode::On,
            managed_deployment: false,
            has_endpoint: false,
            #[cfg(feature = "config")]
            layers: Layers::default(),
        }
    }

    #[cfg(feature = "config")]
    pub(crate) fn add_config_dir(&mut self, directory: &std::path::Path) {
        self.layers.add_directory(directory);
    }

    #[cfg(feature = "config")]
    pub(crate) fn add_config_file(&mut self, path: &std::path::Path) {
        self.layers.add_file(path);
    }

    /// Writes the operator's no into the configuration; gives the file.
    #[cfg(feature = "config")]
    pub(super) fn disable_in_config(&self) -> Result<std::path::PathBuf, crate::error::Error> {
        crate::consent::persist::disable(&self.layers)
    }

    /// Asks every source.
    pub(crate) fn decide(&self) -> Decision {
        let (open, source) = self.open();
        Decision::of(&self.words(), open, source)
    }

    /// The mode when nobody objects, and who is named for it.
    fn open(&self) -> (Mode, Source) {
        if !self.has_endpoint && self.at_most > Mode::Local {
            (Mode::Local, Source::new(SourceKind::NoEndpoint, "no endpoint was given"))
        } else if self.at_most < Mode::On {
            (self.at_most, Source::api("the program's own setting"))
        } else {
            (Mode::On, Source::new(SourceKind::Default, "the default"))
        }
    }

    /// What every source says.
    fn words(&self) -> Vec<Statement> {
        let own = variables::names(&self.prefix);
        let mut words: Vec<_> =
            own.iter().map(|name| variables::own_switch(&self.environment, name)).collect();
        words.push(variables::do_not_track(&self.environment));
        words.push(self.argument.statement());
        words.push(self.api());
        words.push(self.managed());
        words.push(self.continuous_integration());
        words.extend(self.near_misses(&own));
        #[cfg(feature = "config")]
        words.extend(self.config_words(&Disk));
        words
    }

    fn api(&self) -> Statement {
        let says = if self.at_most == Mode::Off { Says::Off } else { Says::Nothing };
        Statement::new(Source::api("the program's own setting"), says)
    }

    fn managed(&self) -> Statement {
        let kind = SourceKind::ManagedDeployment;
        if self.managed_deployment {
            return Statement::new(Source::new(kind, "managed deployment"), Says::OffByDefault);
        }
        match variables::managed_platform(&self.environment) {
            Some(name) => {
                let place = format!("managed platform (environment variable {name})");
                Statement::new(Source::new(kind, place), Says::OffByDefault)
            }
            None => Statement::new(Source::new(kind, "managed platform"), Says::Nothing),
        }
    }

    fn continuous_integration(&self) -> Statement {
        let kind = SourceKind::ContinuousIntegration;
        match variables::continuous_integration(&self.environment) {
            Some(name) => {
                let place = format!("continuous integration (environment variable {name})");
                Statement::new(Source::new(kind, place), Says::OffByDefault)
            }
            None => Statement::new(Source::new(kind, "continuous integration"), Says::Nothing),
        }
    }

    fn near_misses(&self, own: &[String]) -> Vec<Statement> {
        let exact = |name: &OsStr| {
            let mut names = own.iter().map(String::as_str).chain([variables::DO_NOT_TRACK]);
            names.any(|known| same_name(known.as_ref(), name))
        };
        let near_miss = |(name, value): (OsString, OsString)| {
            let shown = name.to_string_lossy();
            let (sense, right) = if near_miss::is_do_not_track(&shown) {
                (Sense::Disables, variables::DO_NOT_TRACK)
            } else {
                (near_miss::variable(&self.prefix, &shown)?, own[0].as_str())
            };
            Some(near_miss::statement(Source::variable(&shown), sense, &value, right))
        };
        let others = self.environment.variables().into_iter().filter(|(name, _)| !exact(name));
        others.filter_map(near_miss).collect()
    }

    #[cfg(feature = "config")]
    fn config_words(&self, files: &dyn Files) -> Vec<Statement> {
        self.layers.iter().flat_map(|layer| config::statements(layer, files)).collect()
    }
}

#[cfg(all(test, feature = "config"))]
#[path = "truth_table.rs"]
mod truth_table;
