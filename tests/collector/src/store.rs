//! What the vendor has.

use std::{collections::BTreeMap, io::Read};

use flate2::read::GzDecoder;
use serde_json::{Value, json};

use crate::request::Request;

/// The largest document that is unpacked.
const MAX_BYTES: u64 = 64 << 20;

/// One stored document.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Document {
    /// Where it was sent: `/v1/reports` or `/v1/crashes`.
    pub path: String,
    /// Unpacked, byte for byte; nothing after [`Collector::shed`](crate::Collector::shed).
    pub bytes: Vec<u8>,
    /// Parsed, likewise.
    pub json: Value,
    /// How often it came.
    pub deliveries: usize,
}

/// Documents by id, in the order of their arrival.
#[derive(Clone, Debug, Default)]
pub struct Store {
    documents: BTreeMap<String, (usize, Document)>,
    arrivals: usize,
    deleted: Vec<String>,
}

impl Store {
    /// The documents that were sent to `path`, in the order of their arrival.
    pub fn at(&self, path: &str) -> Vec<&Document> {
        let mut found: Vec<_> = self.documents.values().filter(|(_, d)| d.path == path).collect();
        found.sort_by_key(|(order, _)| *order);
        found.into_iter().map(|(_, document)| document).collect()
    }

    /// The reports.
    pub fn reports(&self) -> Vec<&Document> {
        self.at("/v1/reports")
    }

    /// The crashes.
    pub fn crashes(&self) -> Vec<&Document> {
        self.at("/v1/crashes")
    }

    /// The ids whose deletion was asked for, and proven.
    pub fn deleted(&self) -> &[String] {
        &self.deleted
    }

    /// Lets go of what the documents say, not of their ids.
    pub(crate) fn shed(&mut self) {
        for (_, document) in self.documents.values_mut() {
            document.bytes = Vec::new();
            document.json = Value::Null;
        }
    }

    /// Takes a request in; the status and the body of the answer.
    pub(crate) fn take(&mut self, request: &Request) -> (u16, Vec<u8>) {
        let bytes = match request.headers.get("content-encoding").map(String::as_str) {
            Some("gzip") => {
                let mut bytes = Vec::new();
                let unpacked =
                    GzDecoder::new(&*request.body).take(MAX_BYTES).read_to_end(&mut bytes);
                if unpacked.is_err() {
                    return (400, Vec::new());
                }
                bytes
            }
            _ => request.body.clone(),
        };
        let Ok(json) = serde_json::from_slice::<Value>(&bytes) else { return (400, Vec::new()) };
        match (request.method.as_str(), request.path.as_str()) {
            ("POST", "/v1/reports") => self.keep(request, "report_id", bytes, json),
            ("POST", "/v1/crashes") => self.keep(request, "id", bytes, json),
            ("POST", "/v1/deletions") => self.delete(&json),
            _ => (404, Vec::new()),
        }
    }

    fn keep(&mut self, request: &Request, id: &str, bytes: Vec<u8>, json: Value) -> (u16, Vec<u8>) {
        let Some(id) = json[id].as_str().map(str::to_owned) else { return (400, Vec::new()) };
        if request.headers.get("idempotency-key") != Some(&id) {
            return (400, Vec::new());
        }
        if let Some((_, known)) = self.documents.get_mut(&id) {
            known.deliveries += 1;
            // What was shed cannot be compared any more.
            return if known.bytes == bytes || known.bytes.is_empty() {
                (200, Vec::new())
            } else {
                (409, Vec::new())
            };
        }
        self.arrivals += 1;
        let document = Document { path: request.path.clone(), bytes, json, deliveries: 1 };
        self.documents.insert(id, (self.arrivals, document));
        (201, Vec::new())
    }

    fn delete(&mut self, request: &Value) -> (u16, Vec<u8>) {
        let text = |name: &str| request[name].as_str().unwrap_or_default().to_owned();
        let (id, token) = (text("id"), text("token"));
        if id_of(&token).as_deref() != Some(&id) {
            return (403, Vec::new());
        }
        let before = self.documents.len();
        self.documents.retain(|_, (_, document)| document.json["id"] != id.as_str());
        let deleted = before - self.documents.len();
        self.deleted.push(id.clone());
        let receipt = json!({ "id": id, "deleted": deleted, "receipt": format!("r-{deleted}") });
        (200, receipt.to_string().into_bytes())
    }
}

/// The id that `token` proves, by the published rule.
fn id_of(token: &str) -> Option<String> {
    let digits: Vec<_> = token.as_bytes().chunks(2).map(str::from_utf8).collect();
    let byte = |pair: &Result<&str, _>| u8::from_str_radix(pair.as_ref().ok()?, 16).ok();
    let bytes: Option<Vec<u8>> = digits.iter().map(byte).collect();
    let hash = blake3::hash(&bytes?);
    let head = hash.as_bytes()[..16].try_into().expect("a hash has 32 bytes");
    Some(uuid::Builder::from_random_bytes(head).into_uuid().to_string())
}
