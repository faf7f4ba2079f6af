//! The switches in the environment, by their exact names.

use std::ffi::OsStr;

use crate::consent::{
    environment::Environment,
    source::Source,
    statement::{Says, Statement, read_switch},
};

/// The two names of the switch for an application with `prefix`.
pub(super) fn names(prefix: &str) -> [String; 2] {
    [format!("{prefix}__TELEMETRY_DISABLED"), format!("{prefix}_TELEMETRY_DISABLED")]
}

/// The switch that asks every program not to report.
pub(super) const DO_NOT_TRACK: &str = "DO_NOT_TRACK";

/// What the variable `name` says. A clear `false` in the application's own
/// switch is the operator's explicit yes.
pub(super) fn own_switch(environment: &Environment, name: &str) -> Statement {
    of_variable(environment, name, Says::OptIn)
}

/// What `DO_NOT_TRACK` says. Its `0` speaks of no program in particular.
pub(super) fn do_not_track(environment: &Environment) -> Statement {
    of_variable(environment, DO_NOT_TRACK, Says::NotDisabled)
}

fn of_variable(environment: &Environment, name: &str, if_false: Says) -> Statement {
    let source = Source::variable(name);
    match environment.get(name) {
        None => Statement::new(source, Says::Nothing),
        Some(value) => Statement::of_switch(source, &value, if_false),
    }
}

/// Services that run jobs and programs set these; any value counts.
const JOBS: [&str; 12] = [
    "GITHUB_ACTIONS",
    "GITLAB_CI",
    "BUILDKITE",
    "CIRCLECI",
    "TRAVIS",
    "JENKINS_URL",
    "TEAMCITY_VERSION",
    "TF_BUILD",
    "BITBUCKET_BUILD_NUMBER",
    "CODEBUILD_BUILD_ID",
    "APPVEYOR",
    "DRONE",
];

/// Whether this is a continuous-integration job: `CI` is set and not false, or
/// a job service has left its mark.
pub(super) fn continuous_integration(environment: &Environment) -> Option<String> {
    let ci = environment.get("CI").filter(|value| !means_no(value)).map(|_| "CI".to_owned());
    ci.or_else(|| first_set(environment, &JOBS))
}

/// Platforms that run a program for somebody else set these. Kubernetes is not
/// among them: most clusters are the operator's own.
const PLATFORMS: [&str; 7] = [
    "AWS_LAMBDA_FUNCTION_NAME",
    "K_SERVICE",
    "FUNCTIONS_WORKER_RUNTIME",
    "DYNO",
    "FLY_APP_NAME",
    "RAILWAY_ENVIRONMENT",
    "RENDER",
];

/// Whether a platform operates this process.
pub(super) fn managed_platform(environment: &Environment) -> Option<String> {
    first_set(environment, &PLATFORMS)
}

fn first_set(environment: &Environment, names: &[&str]) -> Option<String> {
    let set = |name: &&&str| environment.get(name).is_some_and(|value| !value.is_empty());
    names.iter().find(set).map(|name| (*name).to_owned())
}

fn means_no(value: &OsStr) -> bool {
    value.is_empty() || read_switch(value) == Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_that_runs_jobs_is_recognized_without_ci() {
        for name in JOBS {
            let environment = Environment::empty().with(name, "x");
            assert_eq!(continuous_integration(&environment), Some(name.to_owned()));
        }
    }

    #[test]
    fn ci_set_to_false_is_no_ci() {
        for value in ["", "false", "0"] {
            let environment = Environment::empty().with("CI", value);
            assert_eq!(continuous_integration(&environment), None, "{value:?}");
        }
    }

    #[test]
    fn a_container_is_not_taken_for_a_managed_platform() {
        let environment = Environment::empty().with("KUBERNETES_SERVICE_HOST", "10.0.0.1");
        assert_eq!(managed_platform(&environment), None);
    }

    #[test]
    fn a_serverless_platform_is_managed() {
        let environment = Environment::empty().with("K_SERVICE", "db");
        assert_eq!(managed_platform(&environment).as_deref(), Some("K_SERVICE"));
    }
}
