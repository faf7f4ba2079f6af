//! The command-line option `--disable-telemetry`.

use std::ffi::{OsStr, OsString};

use crate::consent::{
    source::{Source, SourceKind},
    statement::{Says, Statement},
};

/// What the command line said: `--disable-telemetry`, `--disable-telemetry=false`
/// or nothing. Made from a `bool`, from the option's text, or (feature `clap`)
/// from `TelemetryArgs`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Argument {
    value: Option<OsString>,
}

impl Argument {
    /// The option was not given.
    pub fn absent() -> Self {
        Self::default()
    }

    pub(super) fn statement(&self) -> Statement {
        let source = Source::new(SourceKind::Argument, "command-line option --disable-telemetry");
        match &self.value {
            None => Statement::new(source, Says::Nothing),
            Some(value) => Statement::of_switch(source, value, Says::OptIn),
        }
    }
}

/// A flag: `true` when it was given.
impl From<bool> for Argument {
    fn from(given: bool) -> Self {
        Self { value: given.then(|| OsString::from("true")) }
    }
}

/// The text behind `--disable-telemetry=`, if the option was given.
impl From<Option<&OsStr>> for Argument {
    fn from(value: Option<&OsStr>) -> Self {
        Self { value: value.map(OsStr::to_owned) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flag_says_off_or_nothing() {
        assert_eq!(Argument::from(true).statement().says, Says::Off);
        assert_eq!(Argument::from(false).statement().says, Says::Nothing);
    }

    #[test]
    fn an_explicit_false_is_an_opt_in() {
        let argument = Argument::from(Some(OsStr::new("false")));
        assert_eq!(argument.statement().says, Says::OptIn);
    }
}
