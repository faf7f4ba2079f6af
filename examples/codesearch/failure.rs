//! Why the program ends with exit status 1: a place and what is wrong there.

use std::{error::Error, fmt, io, iter};

use super::files::fault::Fault;

/// An error with the place that it is about, for the last line on standard error.
#[derive(Debug)]
pub(crate) struct Failure {
    message: String,
    broken_pipe: bool,
}

impl Failure {
    /// `place` is a path or an option.
    pub(crate) fn new(place: impl fmt::Display, cause: &dyn Error) -> Self {
        Self { message: format!("{place}: {cause}"), broken_pipe: false }
    }

    /// Whether nobody reads the results any more, as in `codesearch | head`.
    pub(crate) fn is_broken_pipe(&self) -> bool {
        self.broken_pipe
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self { message: fault.to_string(), broken_pipe: false }
    }
}

impl From<telemetry_core::Error> for Failure {
    fn from(error: telemetry_core::Error) -> Self {
        let chain = iter::successors(error.source(), |cause| (*cause).source());
        let broken_pipe = chain
            .filter_map(|cause| cause.downcast_ref::<io::Error>())
            .any(|cause| cause.kind() == io::ErrorKind::BrokenPipe);
        Self { broken_pipe, ..Self::new("telemetry", &error) }
    }
}

impl From<String> for Failure {
    fn from(message: String) -> Self {
        Self { message, broken_pipe: false }
    }
}

impl From<io::Error> for Failure {
    /// For writing results, the one place where the error comes without a name.
    fn from(error: io::Error) -> Self {
        let broken_pipe = error.kind() == io::ErrorKind::BrokenPipe;
        Self { broken_pipe, ..Self::new("standard output", &error) }
    }
}
