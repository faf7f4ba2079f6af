//! The operator's ledger folder, as another process finds it.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use serde::Deserialize;
use uuid::Uuid;

use crate::upload::parcel::Kind;

/// A document in the ledger folder. It was written before it was sent, so it may
/// not have arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Kept {
    pub(crate) kind: Kind,
    pub(crate) id: Uuid,
    pub(crate) unix_seconds: u64,
    pub(crate) json: Vec<u8>,
}

/// Of a document so much is looked at.
#[derive(Deserialize)]
struct Head {
    report_id: Option<Uuid>,
}

impl Kept {
    /// The documents in `folder`, oldest first; other files are passed by, and
    /// a document that was sent several times is there once, as of the last time.
    ///
    /// # Errors
    ///
    /// If the folder cannot be read.
    pub(crate) fn list(folder: &Path) -> io::Result<Vec<Self>> {
        let mut kept: Vec<Self> = Vec::new();
        for (unix_seconds, id, path) in documents(folder)? {
            // A file that the writing process has just removed is not there.
            let Ok(json) = fs::read(path) else { continue };
            let Ok(head) = serde_json::from_slice::<Head>(&json) else { continue };
            let kind = if head.report_id.is_some() { Kind::Report } else { Kind::Crash };
            kept.retain(|earlier| earlier.id != id);
            kept.push(Self { kind, id, unix_seconds, json });
        }
        Ok(kept)
    }
}

/// Time, id and path of each file with the name of a document, oldest first.
fn documents(folder: &Path) -> io::Result<Vec<(u64, Uuid, PathBuf)>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        let Some((seconds, id)) = stem.split_once('-') else { continue };
        if let (Ok(seconds), Ok(id)) = (seconds.parse(), id.parse()) {
            found.push((seconds, id, path));
        }
    }
    found.sort_unstable();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_listed_by_age_and_other_files_are_passed_by() {
        let folder = std::env::temp_dir().join(format!("telemetry-kept-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("the temporary folder is writable");
        let (report, crash) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let write = |name: &str, text: &str| fs::write(folder.join(name), text).expect("a file");
        let text = format!(r#"{{"report_id":"{report}"}}"#);
        write(&format!("200-{report}.json"), &text);
        write(&format!("90-{report}.json"), &text);
        write(&format!("100-{crash}.json"), r#"{"fault":"panic"}"#);
        write(&format!("300-{crash}.json"), "torn");
        write("notes-of-mine.txt", "{}");
        let listed = Kept::list(&folder).expect("it is there");
        let found: Vec<_> = listed.iter().map(|k| (k.kind, k.id, k.unix_seconds)).collect();
        assert_eq!(found, [(Kind::Crash, crash, 100), (Kind::Report, report, 200)]);
        assert_eq!(listed[1].json, text.as_bytes());
        fs::remove_dir_all(&folder).expect("it is ours");
        assert!(Kept::list(&folder).is_err());
    }
}
