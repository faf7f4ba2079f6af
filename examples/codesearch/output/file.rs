//! A file that somebody asked for by an option.

use std::{
    fs::{self, OpenOptions},
    path::{Path, PathBuf},
};

use serde::Serialize;

use super::super::failure::Failure;

/// A file that can be written to, which is found out before the work starts.
#[derive(Debug)]
pub(crate) struct OutputFile {
    path: PathBuf,
}

impl OutputFile {
    /// Makes the file if there is none; what is in it stays until it is written.
    ///
    /// # Errors
    ///
    /// If the file cannot be written to.
    pub(crate) fn claim(path: &Path) -> Result<Self, Failure> {
        let claim = OpenOptions::new().append(true).create(true).open(path);
        claim.map_err(|error| Failure::new(path.display(), &error))?;
        Ok(Self { path: path.to_owned() })
    }

    /// Writes `bytes` in place of what was there.
    ///
    /// # Errors
    ///
    /// If the file cannot be written to any more.
    pub(crate) fn write(&self, bytes: &[u8]) -> Result<(), Failure> {
        fs::write(&self.path, bytes).map_err(|error| Failure::new(self.path.display(), &error))
    }

    /// Writes `value` as indented JSON.
    ///
    /// # Errors
    ///
    /// As [`OutputFile::write`].
    pub(crate) fn write_json(&self, value: &impl Serialize) -> Result<(), Failure> {
        let mut json = serde_json::to_vec_pretty(value)
            .map_err(|error| Failure::new(self.path.display(), &error))?;
        json.push(b'\n');
        self.write(&json)
    }
}
