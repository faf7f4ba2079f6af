//! The environment variables that consent is read from.

use std::{
    env,
    ffi::{OsStr, OsString},
    fmt,
};

/// Environment variables: those of the process, or a given set.
///
/// A given set makes a test of the consent logic independent of the machine it
/// runs on (a CI job, for one, turns telemetry off).
///
/// ```
/// use telemetry_core::consent::Environment;
///
/// let environment = Environment::empty().with("MYDB__TELEMETRY_DISABLED", "true");
/// ```
#[derive(Clone, Default)]
pub struct Environment {
    given: Option<Vec<(OsString, OsString)>>,
}

impl Environment {
    /// The variables of this process.
    pub fn of_process() -> Self {
        Self { given: None }
    }

    /// No variable at all.
    pub fn empty() -> Self {
        Self { given: Some(Vec::new()) }
    }

    /// This set with the variable `name` set to `value`.
    #[must_use]
    pub fn with(mut self, name: impl Into<OsString>, value: impl Into<OsString>) -> Self {
        let name = name.into();
        let mut variables = self.variables();
        variables.retain(|(known, _)| !same_name(known, &name));
        variables.push((name, value.into()));
        self.given = Some(variables);
        self
    }

    pub(super) fn variables(&self) -> Vec<(OsString, OsString)> {
        self.given.clone().unwrap_or_else(|| env::vars_os().collect())
    }

    pub(crate) fn get(&self, name: &str) -> Option<OsString> {
        match &self.given {
            None => env::var_os(name),
            Some(variables) => variables
                .iter()
                .find(|(known, _)| same_name(known, OsStr::new(name)))
                .map(|(_, value)| value.clone()),
        }
    }
}

/// Windows takes names in any case for the same variable.
pub(super) fn same_name(a: &OsStr, b: &OsStr) -> bool {
    if cfg!(windows) { a.eq_ignore_ascii_case(b) } else { a == b }
}

/// Without the values: an environment holds passwords.
impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.given.as_ref().map(Vec::len);
        f.debug_struct("Environment").field("given", &count).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_keeps_the_values_to_itself() {
        let environment = Environment::empty().with("PASSWORD", "swordfish");
        let shown = format!("{environment:?}");
        assert!(!shown.contains("swordfish"), "{shown}");
    }

    #[test]
    fn the_last_value_of_a_name_counts() {
        let environment = Environment::empty().with("A", "1").with("A", "2");
        assert_eq!(environment.get("A"), Some("2".into()));
        assert_eq!(environment.variables().len(), 1);
    }

    #[test]
    fn a_set_made_from_the_process_keeps_what_was_there() {
        let environment = Environment::of_process().with("TELEMETRY_TEST_ADDED", "1");
        assert_eq!(environment.variables().len(), env::vars_os().count() + 1);
        assert_eq!(environment.get("PATH"), env::var_os("PATH"));
    }
}
