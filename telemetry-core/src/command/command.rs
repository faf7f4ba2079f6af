//! The subcommand `telemetry`.

use std::io::Write;

use clap::{Args, Subcommand};

#[cfg(feature = "upload")]
use crate::command::{delete::Delete, log::Log};
use crate::{
    command::{json, show, written},
    error::Error,
    report::DetailsLevel,
    telemetry::Telemetry,
};

/// A ready subcommand: whoever runs the program looks at its telemetry, turns it
/// off, or has what was sent deleted. Give it a [`Telemetry`] made by
/// [`TelemetryBuilder::inspect`](crate::TelemetryBuilder::inspect).
///
/// ```
/// use clap::Parser;
/// use telemetry_core::{Telemetry, TelemetryCommand};
///
/// #[derive(Parser)]
/// enum Cli {
///     /// Look at the usage statistics, or turn them off
///     #[command(subcommand)]
///     Telemetry(TelemetryCommand),
/// }
///
/// # fn main() -> Result<(), telemetry_core::Error> {
/// let Cli::Telemetry(command) = Cli::parse_from(["mydb", "telemetry", "status"]);
/// let telemetry = Telemetry::builder("mydb", "1.0").inspect()?;
/// let mut text = Vec::new();
/// command.run(&telemetry, &mut text)?;
/// assert!(text.starts_with(b"mode"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Subcommand)]
#[non_exhaustive]
pub enum TelemetryCommand {
    /// Show whether usage statistics are sent, and which switch decided
    Status {
        /// Write JSON
        #[arg(long)]
        json: bool,
    },
    /// Show the report that would be sent
    ///
    /// What its noise spends of the privacy budget, if there is noise, stands below it.
    /// A program that reads the report asks for --exact, which is the report alone.
    Preview(Preview),
    /// Show each value of the report beside what leaves of it
    Diff(Diff),
    /// Show what was sent, document by document
    ///
    /// A process remembers in its memory what it sent. --url asks a running one,
    /// --ledger-dir reads the folder that a process was told to keep a copy in.
    #[cfg(feature = "upload")]
    Log(Log),
    /// Turn usage statistics off in the configuration file
    #[cfg(feature = "config")]
    Disable,
    /// Have everything deleted that one start of this program sent
    ///
    /// Sends the deletion token to the endpoint, at most three times, and shows its
    /// receipt. It does so also where usage statistics are off. A process that
    /// still runs under the id goes on sending: stop it before.
    #[cfg(feature = "upload")]
    Delete(Delete),
}

/// Options of `telemetry preview`.
#[derive(Args, Clone, Debug)]
#[non_exhaustive]
pub struct Preview {
    /// How much the report says, from 0 to 10; by default what is sent
    #[arg(long, value_name = "LEVEL")]
    details_level: Option<DetailsLevel>,
    /// Show the values as they are on this machine
    #[arg(long)]
    raw: bool,
    /// Write the bytes exactly as they would be sent, without indentation
    #[arg(long)]
    exact: bool,
}

/// Options of `telemetry diff`.
#[derive(Args, Clone, Debug)]
#[non_exhaustive]
pub struct Diff {
    /// How much the report says, from 0 to 10; by default what is sent
    #[arg(long, value_name = "LEVEL")]
    details_level: Option<DetailsLevel>,
    /// Also list values that leave as they are
    #[arg(long)]
    all: bool,
}

impl TelemetryCommand {
    /// Does what was asked for and writes the answer to `out`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`](crate::ErrorKind::Io) if `out` cannot be written, and what the asked-for part
    /// of [`Telemetry`] gives.
    pub fn run(&self, telemetry: &Telemetry, out: &mut dyn Write) -> Result<(), Error> {
        match self {
            Self::Status { json: false } => written(show::status(telemetry, out)),
            Self::Status { json: true } => json(out, &telemetry.status()),
            Self::Preview(preview) => preview.run(telemetry, out),
            Self::Diff(diff) => diff.run(telemetry, out),
            #[cfg(feature = "config")]
            Self::Disable => {
                let file = telemetry.disable_in_config()?;
                written(writeln!(out, "telemetry is off: {} says so", file.display()))
            }
            #[cfg(feature = "upload")]
            Self::Log(log) => log.run(telemetry, out),
            #[cfg(feature = "upload")]
            Self::Delete(delete) => delete.run(telemetry, out),
        }
    }
}

impl Preview {
    fn run(&self, telemetry: &Telemetry, out: &mut dyn Write) -> Result<(), Error> {
        let level = self.details_level.unwrap_or_else(|| telemetry.status().details_level());
        let report = telemetry.report(level)?;
        let sealed = telemetry.seal(&report);
        match (self.raw, self.exact) {
            (false, true) => written(out.write_all(&sealed.to_json()?)),
            (true, true) => written(out.write_all(&report.to_json()?)),
            (true, false) => json(out, &report),
            (false, false) => {
                json(out, &sealed)?;
                let spent = telemetry.spent(&report, &telemetry.difference(&report)?);
                written(show::privacy_budget(&spent, out))
            }
        }
    }
}

impl Diff {
    fn run(&self, telemetry: &Telemetry, out: &mut dyn Write) -> Result<(), Error> {
        let level = self.details_level.unwrap_or_else(|| telemetry.status().details_level());
        let report = telemetry.report(level)?;
        let differences = telemetry.difference(&report)?;
        written(show::differences(&differences, self.all, out))?;
        written(show::privacy_budget(&telemetry.spent(&report, &differences), out))
    }
}
