//! What the compiler and clippy say of a crate, from their JSON.

use std::{collections::BTreeSet, ffi::OsStr, path::Path, process::Command};

use serde::Deserialize;

use crate::Failed;

/// One message.
#[derive(Debug)]
pub(crate) struct Message {
    pub(crate) text: String,
    pub(crate) code: Option<String>,
    pub(crate) is_error: bool,
    /// File and byte, the primary ones first, macro calls around them behind.
    pub(crate) places: Vec<(String, usize)>,
    line: usize,
}

impl Message {
    /// The message with its code and its line, which stays where it is.
    pub(crate) fn claim(&self) -> String {
        let file = self.places.first().map_or("", |(file, _)| file);
        let code = self.code.as_deref().unwrap_or("-");
        format!("{file}:{} {code}: {}", self.line, self.text)
    }
}

/// Runs clippy over the library of the crate in `folder`, as it is and for its tests.
pub(crate) fn messages(
    folder: &Path,
    target: &Path,
    features: &[&str],
) -> Result<Vec<Message>, Failed> {
    let mut found = Vec::new();
    for profile in ["dev", "test"] {
        let output = cargo(folder, target)
            .args(["clippy", "--lib", "--profile", profile, "--message-format=json"])
            .args(with(features))
            // What the crate itself denies is compared like any other warning.
            .args(["--", "--cap-lints", "warn"])
            .output()?;
        let text = String::from_utf8_lossy(&output.stdout);
        let lines: Vec<_> = text.lines().filter_map(|line| read(line, folder)).collect();
        if !output.status.success() && !lines.iter().any(|message| message.is_error) {
            return Err(String::from_utf8_lossy(&output.stderr).into());
        }
        found.extend(lines);
    }
    Ok(found)
}

/// The warnings among `messages`, each once.
pub(crate) fn warnings(messages: &[Message]) -> BTreeSet<String> {
    messages.iter().filter(|message| !message.is_error).map(Message::claim).collect()
}

/// The argument for `features` besides the default ones.
pub(crate) fn with(features: &[&str]) -> [String; 1] {
    [format!("--features={}", features.join(","))]
}

/// Cargo for the crate in `folder`. A clippy configuration of somebody else's is not
/// looked for, and the toolchain is that of this workspace.
pub(crate) fn cargo(folder: &Path, target: &Path) -> Command {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| OsStr::new("cargo").to_owned());
    let mut command = Command::new(program);
    command
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target)
        .env("CARGO_TERM_COLOR", "never")
        .env("CARGO_INCREMENTAL", "0")
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        // Tests that count to an octillion step by step are slow enough as they are.
        .env("CARGO_PROFILE_DEV_OPT_LEVEL", "1")
        .env("CLIPPY_CONF_DIR", folder)
        .env_remove("RUSTFLAGS");
    command
}

#[derive(Deserialize)]
struct Line {
    reason: String,
    target: Option<Target>,
    message: Option<Diagnostic>,
}

#[derive(Deserialize)]
struct Target {
    src_path: String,
}

#[derive(Deserialize)]
struct Diagnostic {
    message: String,
    code: Option<Code>,
    level: String,
    spans: Vec<Span>,
    children: Vec<Diagnostic>,
}

#[derive(Deserialize)]
struct Code {
    code: String,
}

#[derive(Deserialize)]
struct Span {
    file_name: String,
    byte_start: usize,
    line_start: usize,
    is_primary: bool,
    expansion: Option<Box<Expansion>>,
}

#[derive(Deserialize)]
struct Expansion {
    span: Span,
}

/// The message in a line of cargo's, if it is about the crate in `folder`.
fn read(line: &str, folder: &Path) -> Option<Message> {
    let line: Line = serde_json::from_str(line).ok()?;
    let own = line.target.is_some_and(|target| Path::new(&target.src_path).starts_with(folder));
    let diagnostic = line.message.filter(|_| own && line.reason == "compiler-message")?;
    // "3 warnings emitted" and the like have no place.
    if diagnostic.spans.is_empty() && diagnostic.code.is_none() {
        return None;
    }
    let mut places = Vec::new();
    diagnostic.spans(true, &mut places);
    diagnostic.spans(false, &mut places);
    let line = diagnostic.spans.iter().find(|span| span.is_primary);
    Some(Message {
        line: line.map_or(0, |span| span.line_start),
        is_error: diagnostic.level.starts_with("error"),
        code: diagnostic.code.map(|code| code.code),
        text: diagnostic.message,
        places,
    })
}

impl Diagnostic {
    fn spans(&self, primary: bool, into: &mut Vec<(String, usize)>) {
        for span in self.spans.iter().filter(|span| span.is_primary == primary) {
            let mut span = Some(span);
            while let Some(place) = span {
                into.push((place.file_name.clone(), place.byte_start));
                span = place.expansion.as_deref().map(|expansion| &expansion.span);
            }
        }
        if !primary {
            self.children.iter().for_each(|child| child.spans(true, into));
        }
    }
}
