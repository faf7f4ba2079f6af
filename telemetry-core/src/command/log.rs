//! `telemetry log`: what was sent.

use std::{
    io::{self, Write},
    path::PathBuf,
    time::{Duration, UNIX_EPOCH},
};

use clap::Args;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    command::ask::{self, Header, Process},
    error::{Error, ErrorKind},
    telemetry::Telemetry,
    upload::{Kept, Kind, LedgerEntry, Sent},
};

/// Options of `telemetry log`.
#[derive(Args, Clone, Debug)]
#[non_exhaustive]
pub struct Log {
    /// Show this document, byte for byte as it was sent
    #[arg(value_name = "ID")]
    id: Option<Uuid>,
    /// Ask the process that serves its telemetry at this address
    #[arg(long, value_name = "http://HOST:PORT", value_parser = ask::process, conflicts_with = "ledger_dir")]
    url: Option<Process>,
    /// Ask with this header, where that process authorizes who may look
    #[arg(long, value_name = "NAME: VALUE", value_parser = ask::header, requires = "url")]
    header: Option<Header>,
    /// Read the ledger folder there [default: the one of the configuration]
    #[arg(long, value_name = "DIR")]
    ledger_dir: Option<PathBuf>,
    /// Write JSON
    #[arg(long, conflicts_with = "id")]
    json: bool,
}

/// Where there is something to look at.
enum Source {
    /// This process sends.
    Memory(Vec<LedgerEntry>),
    Process(Process, Option<Header>),
    Folder(PathBuf),
}

/// What is known of a document that was sent: as the endpoint says it. A ledger
/// folder does not say what became of it.
#[derive(Debug, Deserialize, Serialize)]
struct Entry {
    kind: Kind,
    id: Uuid,
    unix_seconds: u64,
    bytes: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    attempts: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<Sent>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
}

#[derive(Deserialize, Serialize)]
struct Entries {
    sent: Vec<Entry>,
}

impl Log {
    pub(super) fn run(&self, telemetry: &Telemetry, out: &mut dyn Write) -> Result<(), Error> {
        let source = self.source(telemetry)?;
        match self.id {
            Some(id) => super::written(out.write_all(&source.document(id)?)),
            None if self.json => super::json(out, &source.entries()?),
            None => super::written(list(&source.entries()?.sent, out)),
        }
    }

    fn source(&self, telemetry: &Telemetry) -> Result<Source, Error> {
        if let Some(process) = &self.url {
            return Ok(Source::Process(process.clone(), self.header.clone()));
        }
        if let Some(folder) = &self.ledger_dir {
            return Ok(Source::Folder(folder.clone()));
        }
        if telemetry.is_sending() {
            return Ok(Source::Memory(telemetry.sent_log()));
        }
        telemetry.ledger_folder().map(|folder| Source::Folder(folder.to_owned())).ok_or_else(|| {
            let place = "what was sent is in the memory of the process that sent it: \
                --url asks that one, --ledger-dir reads what it was told to keep";
            Error::new(ErrorKind::InvalidSetting, place)
        })
    }
}

impl Source {
    /// Oldest first.
    fn entries(&self) -> Result<Entries, Error> {
        Ok(match self {
            Self::Memory(log) => Entries { sent: log.iter().map(Entry::from).collect() },
            Self::Folder(_) => Entries { sent: self.kept()?.iter().map(Entry::from).collect() },
            Self::Process(process, header) => {
                let answer = process.get("/telemetry/report?state=log", header.as_ref())?;
                serde_json::from_slice(&answer).map_err(|cause| process.unreadable(cause))?
            }
        })
    }

    fn document(&self, id: Uuid) -> Result<Vec<u8>, Error> {
        let found = match self {
            Self::Memory(log) => {
                log.iter().find(|entry| entry.id() == id).map(|entry| entry.json().to_vec())
            }
            Self::Folder(_) => {
                self.kept()?.into_iter().find(|kept| kept.id == id).map(|kept| kept.json)
            }
            Self::Process(process, header) => {
                let path = format!("/telemetry/report?state=log&id={id}");
                return process.get(&path, header.as_ref());
            }
        };
        let place = || format!("no document {id} in the log");
        found.ok_or_else(|| Error::new(ErrorKind::InvalidSetting, place()))
    }

    fn kept(&self) -> Result<Vec<Kept>, Error> {
        let Self::Folder(folder) = self else { return Ok(Vec::new()) };
        let place = || format!("ledger folder {}", folder.display());
        Kept::list(folder).map_err(|cause| Error::new(ErrorKind::Io, place()).because(cause))
    }
}

impl From<&LedgerEntry> for Entry {
    fn from(entry: &LedgerEntry) -> Self {
        Self {
            kind: entry.kind(),
            id: entry.id(),
            unix_seconds: entry.unix_seconds(),
            bytes: entry.json().len(),
            attempts: Some(entry.attempts()),
            outcome: Some(entry.outcome()),
            status: entry.status(),
        }
    }
}

impl From<&Kept> for Entry {
    fn from(kept: &Kept) -> Self {
        let &Kept { kind, id, unix_seconds, ref json } = kept;
        let bytes = json.len();
        Self { kind, id, unix_seconds, bytes, attempts: None, outcome: None, status: None }
    }
}

fn list(entries: &[Entry], out: &mut dyn Write) -> io::Result<()> {
    for entry in entries {
        let Entry { kind, id, unix_seconds, bytes, .. } = entry;
        let time = UNIX_EPOCH + Duration::from_secs(*unix_seconds);
        let time = httpdate::fmt_http_date(time);
        let kind = match kind {
            Kind::Report => "report",
            Kind::Crash => "crash ",
        };
        let outcome = match (entry.outcome, entry.status) {
            (None, _) => "kept before it was sent".to_owned(),
            (Some(Sent::Stored), _) => "stored".to_owned(),
            (Some(Sent::Refused), status) => {
                format!("refused with status {}", status.unwrap_or_default())
            }
            (Some(Sent::Unknown), _) => "on its way when the attempt failed".to_owned(),
        };
        writeln!(out, "{time}  {kind}  {id}  {bytes:>7} bytes  {outcome}")?;
    }
    if entries.is_empty() {
        writeln!(out, "nothing was sent")?;
    }
    Ok(())
}
