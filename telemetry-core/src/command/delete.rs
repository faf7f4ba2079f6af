//! `telemetry delete`: asking the endpoint to delete what an instance sent.

use std::{
    io::{self, Read, Write},
    str::FromStr,
};

use clap::Args;
use uuid::Uuid;

use crate::{
    error::{Error, ErrorKind},
    identity::{DeletionToken, Identity},
    telemetry::Telemetry,
    upload::DeletionReceipt,
};

/// More than a token and the line's end.
const MAX_LINE_BYTES: u64 = 256;

/// Options of `telemetry delete`.
#[derive(Args, Clone, Debug)]
#[non_exhaustive]
pub struct Delete {
    /// The id that the log line of the start gave; it is the token's
    #[arg(long, requires = "token")]
    id: Option<Uuid>,
    /// The deletion token that the log line of the start gave; `-` reads it from
    /// standard input
    #[arg(long)]
    token: Option<Given>,
    /// Write the receipt as JSON
    #[arg(long)]
    json: bool,
}

/// A token, or where to read it.
#[derive(Clone, Debug)]
enum Given {
    StandardInput,
    Token(DeletionToken),
}

impl FromStr for Given {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        if text == "-" { Ok(Self::StandardInput) } else { text.parse().map(Self::Token) }
    }
}

impl Given {
    fn token(&self) -> Result<DeletionToken, Error> {
        match self {
            Self::Token(token) => Ok(token.clone()),
            Self::StandardInput => {
                let mut line = String::new();
                let failed = |cause| Error::new(ErrorKind::Io, "standard input").because(cause);
                let input = io::stdin().lock();
                input.take(MAX_LINE_BYTES).read_to_string(&mut line).map_err(failed)?;
                line.trim().parse()
            }
        }
    }
}

impl Delete {
    pub(super) fn run(&self, telemetry: &Telemetry, out: &mut dyn Write) -> Result<(), Error> {
        let receipt = match &self.token {
            Some(given) => telemetry.request_deletion_of(&self.identity(given.token()?)?)?,
            None if telemetry.is_sending() => telemetry.request_deletion()?,
            None => {
                let place = "this run sent nothing; whose documents to delete says --token, \
                    with the deletion token that the log line of that start gave";
                return Err(Error::new(ErrorKind::InvalidSetting, place));
            }
        };
        if self.json { super::json(out, &receipt) } else { super::written(show(&receipt, out)) }
    }

    /// The identity that `token` proves, which must be the one that was named.
    fn identity(&self, token: DeletionToken) -> Result<Identity, Error> {
        let identity = Identity::of(token);
        match self.id {
            Some(id) if id != identity.id() => {
                let place = format!("the token is of another id than {id}");
                Err(Error::new(ErrorKind::InvalidSetting, place))
            }
            _ => Ok(identity),
        }
    }
}

fn show(receipt: &DeletionReceipt, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "id             {}", receipt.id())?;
    writeln!(out, "deleted        {} documents", receipt.deleted())?;
    writeln!(out, "receipt        {}", receipt.receipt())
}
