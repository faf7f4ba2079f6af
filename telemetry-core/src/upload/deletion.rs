//! Asking the receiver to delete what it has.

use std::{thread, time::Duration};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    error::{Error, ErrorKind},
    identity::Identity,
    upload::{client::Client, dice::Dice, outcome::Outcome, settings::UploadSettings},
};

/// Attempts before we give up.
const ATTEMPTS: u32 = 3;

/// The wait before the second attempt, doubled for the third.
const FIRST_WAIT: Duration = Duration::from_secs(1);

const PATH: &str = "v1/deletions";

/// The longest receipt text that is kept.
const MAX_RECEIPT_CHARS: usize = 200;

#[derive(Serialize)]
struct Request {
    schema_version: u32,
    id: Uuid,
    token: String,
}

/// What the receiver says it did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeletionReceipt {
    id: Uuid,
    #[serde(default)]
    deleted: u64,
    #[serde(default)]
    receipt: String,
}

impl DeletionReceipt {
    /// The id whose documents are deleted.
    pub fn id(&self) -> Uuid {
        self.id
    }

    /// How many documents the receiver had under it.
    pub fn deleted(&self) -> u64 {
        self.deleted
    }

    /// The receiver's own words, to quote when asking about it.
    pub fn receipt(&self) -> &str {
        &self.receipt
    }
}

/// Asks for the deletion of everything under `identity`: at most three attempts,
/// each bounded by the timeout. This speaks to the endpoint whatever the mode:
/// it is an act of the operator.
///
/// # Errors
///
/// [`ErrorKind::Refused`] if the receiver does not accept the token;
/// [`ErrorKind::Unreachable`] if it gives no receipt.
pub(crate) fn delete(
    endpoint: &str,
    settings: &UploadSettings,
    identity: &Identity,
) -> Result<DeletionReceipt, Error> {
    let request =
        Request { schema_version: 1, id: identity.id(), token: identity.token().to_string() };
    let json = serde_json::to_vec(&request).expect("two short texts are JSON");
    let client = Client::new(endpoint, settings)?;
    let mut dice = Dice::thrown();
    let mut last = Error::new(ErrorKind::Unreachable, endpoint);
    for attempt in 0..ATTEMPTS {
        if attempt > 0 {
            thread::sleep(dice.around(FIRST_WAIT * attempt));
        }
        last = match ask(&client, &json, identity.id()) {
            Err(error) if error.kind() == ErrorKind::Unreachable => error,
            settled => return settled,
        };
    }
    Err(last)
}

fn ask(client: &Client, json: &[u8], id: Uuid) -> Result<DeletionReceipt, Error> {
    let unreachable = || Error::new(ErrorKind::Unreachable, "deletion");
    let (status, text) = client.ask(PATH, json).map_err(|cause| unreachable().because(cause))?;
    match Outcome::of_status(status, None) {
        Outcome::Stored(_) => read(&text, id).ok_or_else(|| unreachable().because("no receipt")),
        Outcome::Refused(_) => {
            let place = format!("deletion: status {status}");
            Err(Error::new(ErrorKind::Refused, place))
        }
        Outcome::Failed { why, .. } => Err(unreachable().because(why)),
    }
}

/// A receipt for `id`; what a receiver writes into it is shown to people, so
/// only plain characters stay.
fn read(text: &[u8], id: Uuid) -> Option<DeletionReceipt> {
    let mut receipt: DeletionReceipt = serde_json::from_slice(text).ok()?;
    let plain = receipt.receipt.chars().filter(|c| c.is_ascii_graphic() || *c == ' ');
    receipt.receipt = plain.take(MAX_RECEIPT_CHARS).collect();
    (receipt.id == id).then_some(receipt)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "9ec92bf4-a778-4058-abad-00d192bb9f4e";

    #[test]
    fn a_receipt_is_for_the_id_that_was_asked_for() {
        let text = format!(r#"{{"id":"{ID}","deleted":3,"receipt":"r-1\u001b[31m"}}"#);
        let receipt = read(text.as_bytes(), ID.parse().unwrap()).unwrap();
        assert_eq!((receipt.deleted(), receipt.receipt()), (3, "r-1[31m"));
        assert_eq!(read(text.as_bytes(), Uuid::nil()), None);
        assert_eq!(read(b"ok", Uuid::nil()), None);
    }
}
