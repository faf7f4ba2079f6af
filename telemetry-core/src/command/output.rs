//! Writing an answer.

use std::io::{self, Write};

use crate::error::{Error, ErrorKind};

/// Writes `value` as indented JSON and the end of the line.
pub(super) fn json(out: &mut dyn Write, value: &impl serde::Serialize) -> Result<(), Error> {
    let text = serde_json::to_string_pretty(value)
        .map_err(|cause| Error::new(ErrorKind::Unserializable, "report").because(cause))?;
    written(writeln!(out, "{text}"))
}

/// An error of the output as one of this crate.
pub(super) fn written(result: io::Result<()>) -> Result<(), Error> {
    result.map_err(|cause| Error::new(ErrorKind::Io, "output").because(cause))
}
