//! The crash as a document that may leave: no instance id, an id of its own.

use serde::Serialize;
use telemetry_macros::Anonymize;
use uuid::Uuid;
use xxhash_rust::xxh3::Xxh3Default;

use crate::crash::{
    class::Class,
    record::{Record, Signal},
    recorder::CrashRecorder,
    resolve::ResolvedFrame,
};

/// One crash, once per kind of crash and day.
#[derive(Clone, Debug, PartialEq, Serialize, Anonymize)]
#[non_exhaustive]
pub struct CrashDocument {
    /// Version of this format.
    #[anonymize(keep, reason = "a constant")]
    schema_version: u32,
    /// Tells this document from a report.
    #[anonymize(keep, reason = "a constant", free_text = "a constant")]
    kind: &'static str,
    /// Random, drawn for this document alone.
    #[anonymize(keep, reason = "random and unrelated to any other id")]
    id: Uuid,
    /// The program that crashed.
    app: CrashedApp,
    /// The hour of the crash, in hours since 1970.
    #[anonymize(keep, reason = "already truncated to the hour")]
    hour: u64,
    /// What kind of panic it was.
    #[anonymize(keep, reason = "one of a few words")]
    class: Class,
    /// The panic's text, if it is a literal of the program.
    #[anonymize(
        keep,
        reason = "part of the program",
        free_text = "checked to lie in the executable; a formatted text never gets here"
    )]
    message: Option<String>,
    /// The signal that ended the process.
    #[anonymize(keep, reason = "one of a few words")]
    signal: Option<Signal>,
    /// The line that panicked.
    location: Option<CrashLocation>,
    /// The stack, innermost first.
    frames: Vec<CrashFrame>,
    /// The same for the same crash, over starts, machines and builds.
    #[anonymize(keep, reason = "a hash of parts of the program", free_text = "16 hex digits")]
    fingerprint: String,
    /// How often it happened this day, at least.
    count: u64,
}

/// The program that crashed.
#[derive(Clone, Debug, PartialEq, Serialize, Anonymize)]
#[non_exhaustive]
pub struct CrashedApp {
    /// The vendor's name for it.
    #[anonymize(
        keep,
        reason = "the vendor's own",
        free_text = "given by the program, not by its user"
    )]
    name: String,
    /// Its version.
    #[anonymize(
        keep,
        reason = "the vendor's own",
        free_text = "given by the program, not by its user"
    )]
    version: String,
    /// Its operating system.
    #[anonymize(keep, reason = "what it was compiled for", free_text = "a constant")]
    os: &'static str,
    /// Its processor family.
    #[anonymize(keep, reason = "what it was compiled for", free_text = "a constant")]
    arch: &'static str,
}

/// A line of source code.
#[derive(Clone, Debug, PartialEq, Serialize, Anonymize)]
#[non_exhaustive]
pub struct CrashLocation {
    /// Relative to its crate.
    #[anonymize(
        keep,
        reason = "part of the program",
        free_text = "cut to the part inside the crate"
    )]
    file: String,
    /// Counted from 1.
    #[anonymize(keep, reason = "part of the program")]
    line: u32,
    /// Counted from 1.
    #[anonymize(keep, reason = "part of the program")]
    column: u32,
}

/// One function on the stack.
#[derive(Clone, Debug, PartialEq, Serialize, Anonymize)]
#[non_exhaustive]
pub struct CrashFrame {
    /// Demangled.
    #[anonymize(keep, reason = "part of the program", free_text = "written by the compiler")]
    symbol: Option<String>,
    /// Relative to its crate.
    #[anonymize(
        keep,
        reason = "part of the program",
        free_text = "cut to the part inside the crate"
    )]
    file: Option<String>,
    /// Counted from 1.
    #[anonymize(keep, reason = "part of the program")]
    line: Option<u32>,
    /// From the start of the executable, for when the symbols are elsewhere.
    #[anonymize(keep, reason = "part of the program")]
    offset: u64,
}

/// The version that [`CrashDocument`] writes.
const SCHEMA_VERSION: u32 = 1;

impl CrashDocument {
    /// Names the frames of `record`; takes milliseconds.
    pub(crate) fn of(record: &Record, recorder: &CrashRecorder) -> Self {
        let (class, frames) = recorder.resolve(record);
        let location = record.place.as_ref().map(|place| CrashLocation {
            file: place.file.clone(),
            line: place.line,
            column: place.column,
        });
        Self {
            schema_version: SCHEMA_VERSION,
            kind: "crash",
            id: record.identity().id(),
            app: CrashedApp {
                name: record.app.clone(),
                version: record.app_version.clone(),
                os: std::env::consts::OS,
                arch: std::env::consts::ARCH,
            },
            hour: record.hour,
            class,
            message: record.message.clone(),
            signal: record.signal,
            fingerprint: fingerprint(class, record, &frames),
            location,
            frames: frames.into_iter().map(CrashFrame::from).collect(),
            count: recorder.seen(record),
        }
    }

    /// The document's own id, which is in no other document.
    pub fn id(&self) -> Uuid {
        self.id
    }

    /// What kind of panic it was.
    pub fn class(&self) -> Class {
        self.class
    }
}

impl From<ResolvedFrame> for CrashFrame {
    fn from(frame: ResolvedFrame) -> Self {
        let ResolvedFrame { symbol, file, line, offset } = frame;
        Self { symbol, file, line, offset }
    }
}

/// Symbols without lines, so that a crash keeps its fingerprint from build to
/// build; offsets where there are no symbols.
fn fingerprint(class: Class, record: &Record, frames: &[ResolvedFrame]) -> String {
    let mut hasher = Xxh3Default::new();
    hasher.update(&[class as u8, record.signal.map_or(0, |signal| signal as u8 + 1)]);
    hasher.update(record.message.as_deref().unwrap_or_default().as_bytes());
    hasher.update(record.place.as_ref().map_or("", |place| &place.file).as_bytes());
    for frame in frames {
        match &frame.symbol {
            Some(symbol) => hasher.update(symbol.as_bytes()),
            None => hasher.update(&frame.offset.to_le_bytes()),
        }
    }
    format!("{:016x}", hasher.digest())
}
