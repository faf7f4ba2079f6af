//! The operator's own copy of what is sent: a folder of documents, byte for
//! byte, bounded in number and bytes.

use std::{
    ffi::OsStr,
    fs, io,
    path::PathBuf,
    time::{SystemTime, UNIX_EPOCH},
};

use uuid::Uuid;

use crate::upload::parcel::Parcel;

/// Files that the folder holds; the oldest are removed first.
const MAX_FILES: usize = 1000;

/// Bytes that the folder holds, likewise.
const MAX_BYTES: u64 = 64 << 20;

const WHOLE: &str = "json";
const DRAFT: &str = "json-part";

/// The operator's folder. It is created when the first document is sent.
#[derive(Clone, Debug)]
pub(super) struct Copies {
    folder: PathBuf,
}

/// One of our files, a draft that was left behind included.
struct Copy {
    path: PathBuf,
    id: Uuid,
    bytes: u64,
    is_whole: bool,
}

impl Copies {
    pub(super) fn in_folder(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Keeps a copy of `parcel`, whole or not at all; one that is sent again is
    /// there already.
    pub(super) fn keep(&self, parcel: &Parcel) -> io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        let ours = self.ours()?;
        if ours.iter().any(|copy| copy.id == parcel.id() && copy.is_whole) {
            return Ok(());
        }
        make_room(&ours, parcel.json().len() as u64);
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        // The names sort by age.
        let path = self.folder.join(format!("{:010}-{}.{WHOLE}", since.as_secs(), parcel.id()));
        let draft = path.with_extension(DRAFT);
        let written = fs::write(&draft, parcel.json()).and_then(|()| fs::rename(&draft, &path));
        if written.is_err() {
            // The first fault is the one to tell.
            _ = fs::remove_file(&draft);
        }
        written
    }

    /// Our files by name; anything else in the folder is left alone.
    fn ours(&self) -> io::Result<Vec<Copy>> {
        let entries = fs::read_dir(&self.folder)?.flatten();
        let mut ours: Vec<_> = entries.filter_map(|entry| found(&entry)).collect();
        ours.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        Ok(ours)
    }
}

fn found(entry: &fs::DirEntry) -> Option<Copy> {
    let path = entry.path();
    let extension = path.extension().and_then(OsStr::to_str)?;
    let is_whole = extension == WHOLE;
    let (_, id) = path.file_stem()?.to_str()?.split_once('-')?;
    let id = Uuid::try_parse(id).ok().filter(|_| is_whole || extension == DRAFT)?;
    let bytes = entry.metadata().ok()?.len();
    Some(Copy { path, id, bytes, is_whole })
}

/// Removes the oldest of `ours` until another one of `bytes` fits.
fn make_room(ours: &[Copy], bytes: u64) {
    let (mut files, mut total) = (ours.len(), ours.iter().map(|copy| copy.bytes).sum::<u64>());
    for oldest in ours {
        if files < MAX_FILES && total + bytes <= MAX_BYTES {
            break;
        }
        // A file that cannot be removed is tried again the next time.
        _ = fs::remove_file(&oldest.path);
        files -= 1;
        total -= oldest.bytes;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> (Self, Copies) {
            let name = format!("telemetry-copies-{name}-{}", std::process::id());
            let folder = std::env::temp_dir().join(name);
            fs::create_dir_all(&folder).unwrap();
            (Self(folder.clone()), Copies::in_folder(folder))
        }

        fn names(&self) -> Vec<String> {
            let name = |entry: fs::DirEntry| entry.file_name().into_string().unwrap();
            let mut names: Vec<_> = fs::read_dir(&self.0).unwrap().flatten().map(name).collect();
            names.sort_unstable();
            names
        }

        fn add(&self, second: u32, extension: &str, bytes: u64) {
            let name = format!("{second:010}-{:032x}.{extension}", u128::from(second));
            let file = fs::File::create(self.0.join(name)).unwrap();
            file.set_len(bytes).unwrap();
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn a_document_that_is_sent_again_is_kept_once() {
        let (folder, copies) = Folder::new("again");
        let parcel = Parcel::of_bytes(u128::MAX, b"{}");
        for _ in 0..3 {
            copies.keep(&parcel).unwrap();
        }
        assert_eq!(folder.names().len(), 1);
        assert_eq!(fs::read(folder.0.join(&folder.names()[0])).unwrap(), b"{}");
    }

    #[test]
    fn the_number_of_files_is_bounded_and_drafts_count() {
        let (folder, copies) = Folder::new("number");
        folder.add(1, DRAFT, 1);
        (2..=1000).for_each(|second| folder.add(second, WHOLE, 1));
        fs::write(folder.0.join("notes.txt"), "mine").unwrap();
        copies.keep(&Parcel::of_bytes(u128::MAX, b"{}")).unwrap();
        let names = folder.names();
        assert_eq!(names.len(), MAX_FILES + 1, "and the foreign one");
        assert!(names[0].starts_with("0000000002-"), "the oldest went: {}", names[0]);
        assert!(names.contains(&"notes.txt".to_owned()));
    }

    #[test]
    fn the_bytes_are_bounded() {
        let (folder, copies) = Folder::new("bytes");
        (1..=4).for_each(|second| folder.add(second, WHOLE, MAX_BYTES / 4));
        copies.keep(&Parcel::of_bytes(u128::MAX, b"{}")).unwrap();
        assert_eq!(folder.names().len(), 4);
    }

    #[test]
    fn what_cannot_be_kept_leaves_no_draft() {
        let (folder, _) = Folder::new("fails");
        fs::write(folder.0.join("file"), "").unwrap();
        let copies = Copies::in_folder(folder.0.join("file"));
        assert!(copies.keep(&Parcel::of_bytes(u128::MAX, b"{}")).is_err());
        assert_eq!(folder.names(), ["file"]);
    }
}
